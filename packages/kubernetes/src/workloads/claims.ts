import type { Canary } from '@flagger/api';

/** Which pods one canary's services select, and which labels its pods carry, each as `label=value`. */
export interface Claim {
  /** Kind and name of its target. */
  readonly kind: Canary['spec']['targetRef']['kind'];
  readonly target: string;
  readonly selects: readonly string[];
  readonly carries: readonly string[];
  /** Whether there is a primary, which comes before those that want to make theirs. */
  readonly hasPrimary: boolean;
  /** When the Canary was made; the older one comes first. */
  readonly createdAt: string;
}

/**
 * Whose pods are whose, of all canaries that this process looks after. Found by label and not by going through all of
 * them.
 */
export class Claims {
  private readonly byCanary = new Map<string, Claim>();
  private readonly byLabel = new Map<string, Set<string>>();

  constructor(private readonly isThere: (key: string) => boolean) {}

  /** How many canaries claim pods. */
  get size(): number {
    return this.byCanary.size;
  }

  /** Keeps the claim of a canary, `<namespace>/<name>`, and gives those of others that meet it and come before it. */
  claim(key: string, claim: Claim): readonly Claim[] {
    this.keep(key, claim);
    return this.near(key, claim).flatMap((other) => {
      const theirs = this.byCanary.get(other);
      return theirs && meet(claim, theirs) && comesBefore([other, theirs], [key, claim]) ? [theirs] : [];
    });
  }

  /** The canary is gone, or claims no pods any more. */
  forget(key: string): void {
    const claim = this.byCanary.get(key);
    for (const label of claim ? labelsOf(key, claim) : []) {
      const keys = this.byLabel.get(label);
      keys?.delete(key);
      if (keys?.size === 0) {
        this.byLabel.delete(label);
      }
    }
    this.byCanary.delete(key);
  }

  private keep(key: string, claim: Claim): void {
    this.forget(key);
    this.byCanary.set(key, claim);
    for (const label of labelsOf(key, claim)) {
      this.byLabel.set(label, (this.byLabel.get(label) ?? new Set()).add(key));
    }
  }

  /** Others with a label in common; those that are gone are dropped. */
  private near(key: string, claim: Claim): readonly string[] {
    const keys = new Set(labelsOf(key, claim).flatMap((label) => [...(this.byLabel.get(label) ?? [])]));
    keys.delete(key);
    return [...keys].filter((other) => {
      const isThere = this.isThere(other);
      if (!isThere) {
        this.forget(other);
      }
      return isThere;
    });
  }
}

/** Whether the services of one select pods of the other. */
export const meet = (one: Claim, other: Claim): boolean =>
  (one.target !== other.target || one.kind !== other.kind)
  && (one.selects.some((label) => other.carries.includes(label))
    || other.selects.some((label) => one.carries.includes(label)));

/** What is looked up by: a namespace's own labels. */
const labelsOf = (key: string, { carries }: Claim): readonly string[] =>
  carries.map((label) => `${key.split('/')[0] ?? ''}/${label}`);

function comesBefore([key, a]: readonly [string, Claim], [other, b]: readonly [string, Claim]): boolean {
  if (a.hasPrimary !== b.hasPrimary) {
    return a.hasPrimary;
  }
  return a.createdAt === b.createdAt ? key < other : a.createdAt < b.createdAt;
}
