import { keyOf, type Canaries, type Problem, type RawCanary } from '@flagger/api';

/** What tells a canary apart from others of its target. */
interface Claim {
  readonly key: string;
  readonly uid: string;
  readonly name: string;
  readonly createdAt: string;
  /** Namespace, kind and name of its target. */
  readonly target: string;
}

/** The other Canaries of one target, as one of them sees them. */
export interface Kin {
  /** One that is older; undefined where there is none. */
  readonly elder: Pick<Claim, 'name' | 'uid'> | undefined;
  /** The uids of those that are younger. */
  readonly younger: readonly string[];
}

/** There is no other. */
export const ALONE: Kin = { elder: undefined, younger: [] };

export interface RivalsPorts {
  readonly canaries: Canaries;
  /** What stops this canary may be gone. */
  readonly wake: (key: string) => void;
}

/**
 * Which canaries name one target, kept from what is heard of them: two would fight over the target, so the younger is
 * refused until the older is gone or names another.
 */
export class Rivals {
  private readonly byTarget = new Map<string, Map<string, Claim>>();
  private readonly byKey = new Map<string, Claim>();
  private hasLooked = false;

  constructor(private readonly ports: RivalsPorts) {}

  /** The canary changed, appeared or is gone; wakes those whose target it names or named. */
  heard(key: string): void {
    if (this.hasLooked) {
      this.note(key);
    }
  }

  /** The other Canaries that name the same target. */
  rivalsOf(canary: RawCanary): Kin {
    this.lookOnce();
    const key = keyOf(canary);
    this.note(key);
    const claim = this.byKey.get(key);
    const others = claim ? this.claimsOn(claim.target).filter((other) => other.key !== key) : [];
    return others.length === 0 || !claim
      ? ALONE
      : {
          elder: others.find((other) => isOlder(other, claim)),
          younger: others.filter((other) => isOlder(claim, other)).map(({ uid }) => uid),
        };
  }

  /** All canaries are read once; from then on only those that something is heard of. */
  private lookOnce(): void {
    if (!this.hasLooked) {
      this.hasLooked = true;
      this.ports.canaries.keys().forEach((key) => this.set(key, this.claimOf(key)));
    }
  }

  private note(key: string): void {
    const before = this.byKey.get(key);
    const now = this.claimOf(key);
    if (before?.target === now?.target && before?.uid === now?.uid) {
      return;
    }
    this.set(key, now);
    const others = [before, now].flatMap((claim) => (claim ? this.claimsOn(claim.target) : []));
    new Set(others.map((claim) => claim.key)).forEach((other) => other === key || this.ports.wake(other));
  }

  private set(key: string, claim: Claim | undefined): void {
    const before = this.byKey.get(key);
    if (before) {
      this.drop(before);
    }
    if (claim) {
      this.byKey.set(key, claim);
      this.byTarget.set(claim.target, (this.byTarget.get(claim.target) ?? new Map<string, Claim>()).set(key, claim));
    }
  }

  private drop({ key, target }: Claim): void {
    this.byKey.delete(key);
    this.byTarget.get(target)?.delete(key);
    if (this.byTarget.get(target)?.size === 0) {
      this.byTarget.delete(target);
    }
  }

  private claimsOn(target: string): readonly Claim[] {
    return [...(this.byTarget.get(target)?.values() ?? [])];
  }

  private claimOf(key: string): Claim | undefined {
    const canary = this.ports.canaries.read(key);
    const target = canary && targetIn(canary);
    return canary && target !== undefined
      ? {
          key,
          uid: canary.metadata.uid,
          name: canary.metadata.name,
          createdAt: canary.metadata.creationTimestamp ?? '',
          target,
        }
      : undefined;
  }
}

/** That there is an older Canary, as a problem of the younger. */
export const rivalry = ({ name }: Pick<Claim, 'name'>): Problem => ({
  field: 'spec.targetRef.name',
  found: `the target of the older Canary ${name}`,
  allowed: 'a target that no other Canary names',
});

function targetIn({ metadata, spec }: RawCanary): string | undefined {
  const ref = typeof spec === 'object' && spec && 'targetRef' in spec ? spec.targetRef : undefined;
  return typeof ref === 'object' && ref && 'name' in ref && 'kind' in ref
    ? `${metadata.namespace} ${String(ref.kind)} ${String(ref.name)}`
    : undefined;
}

const isOlder = (a: Claim, b: Claim): boolean =>
  a.createdAt === b.createdAt ? a.name < b.name : a.createdAt < b.createdAt;
