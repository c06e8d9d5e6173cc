import { keyOf, statusOf, type Canaries, type Problem, type RawCanary } from '@flagger/api';

/** What tells a canary apart from others that name, or make, the same. */
interface Claim {
  readonly key: string;
  readonly uid: string;
  readonly name: string;
  readonly createdAt: string;
  /** Namespace, kind and name of its target, and of the service that its users call. */
  readonly target: string;
  readonly apex: string;
}

/** The other Canaries of one target, as one of them sees them. */
export interface Kin {
  /** One that is older; undefined where there is none. */
  readonly elder: Pick<Claim, 'name' | 'uid'> | undefined;
  /** The uids of those that are younger. */
  readonly younger: readonly string[];
  /** One that was there first with the same target or services, as a problem of this one; undefined where there is none. */
  readonly problem?: Problem;
  /** Whether that one has the services that this one names; false if undefined. */
  readonly isSecondToServices?: true;
}

/** There is no other. */
export const ALONE: Kin = { elder: undefined, younger: [] };

export interface RivalsPorts {
  readonly canaries: Canaries;
  /** What stops this canary may be gone. */
  readonly wake: (key: string) => void;
}

/**
 * Which canaries name one target, or make what another one names or makes, kept from what is heard of them: two would
 * fight over it, so the younger is refused until the older is gone or names another.
 */
export class Rivals {
  private readonly byName = new Map<string, readonly Claim[]>();
  private readonly byKey = new Map<string, Claim>();
  private hasLooked = false;

  constructor(private readonly ports: RivalsPorts) {}

  /** The canary changed, appeared or is gone; wakes those that it meets or met. */
  heard(key: string): void {
    if (this.hasLooked) {
      this.note(key);
    }
  }

  /** The other Canaries of the same target, and the problem of this one with any that was there first. */
  rivalsOf(canary: RawCanary): Kin {
    this.lookOnce();
    const key = keyOf(canary);
    this.note(key);
    const claim = this.byKey.get(key);
    if (!claim) {
      return ALONE;
    }
    const others = this.near(claim);
    const rival = others.find((other) => this.comesBefore(other, claim));
    const same = others.filter(({ target }) => target === claim.target);
    return {
      elder: same.find((other) => isOlder(other, claim)),
      younger: same.filter((other) => isOlder(claim, other)).map(({ uid }) => uid),
      ...(rival && { problem: problemBetween(claim, rival), ...(isByServices(claim, rival) && SECOND) }),
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
    if (before?.target === now?.target && before?.apex === now?.apex && before?.uid === now?.uid) {
      return;
    }
    this.set(key, now);
    const others = [before, now].flatMap((claim) => (claim ? this.near(claim) : []));
    new Set(others.map((claim) => claim.key)).forEach((other) => this.ports.wake(other));
  }

  private set(key: string, claim: Claim | undefined): void {
    const before = this.byKey.get(key);
    if (before) {
      this.drop(before);
    }
    if (claim) {
      this.byKey.set(key, claim);
      namesOf(claim).forEach((name) => this.byName.set(name, [...(this.byName.get(name) ?? []), claim]));
    }
  }

  private drop(claim: Claim): void {
    this.byKey.delete(claim.key);
    for (const name of namesOf(claim)) {
      const left = (this.byName.get(name) ?? []).filter(({ key }) => key !== claim.key);
      if (left.length > 0) {
        this.byName.set(name, left);
      } else {
        this.byName.delete(name);
      }
    }
  }

  /** Others that name the same, or what this one makes, or make what it names. */
  private near({ key, target, apex }: Claim): readonly Claim[] {
    const names = [...related(target, [PRIMARY]), ...related(apex, [PRIMARY, '-canary'])];
    const claims = new Set(names.flatMap((name) => this.byName.get(name) ?? []));
    return [...claims].filter((other) => other.key !== key);
  }

  /** Of one target the older; of the same services who led users there already, then the older. */
  private comesBefore(one: Claim, other: Claim): boolean {
    const [led, otherLed] = one.target === other.target ? [false, false] : [this.leads(one), this.leads(other)];
    return led === otherLed ? isOlder(one, other) : led;
  }

  /** Whether users of the service that it names are on its routes, as its status says. */
  private leads({ key, apex }: Claim): boolean {
    const canary = this.ports.canaries.read(key);
    const routed = canary && statusOf(canary).conditions?.find(({ type }) => type === 'Routed');
    return routed?.message.split(' ').at(2)?.replace(/:$/, '') === nameIn(apex);
  }

  private claimOf(key: string): Claim | undefined {
    const canary = this.ports.canaries.read(key);
    const named = canary && namedIn(canary);
    return canary && named
      ? {
          key,
          uid: canary.metadata.uid,
          name: canary.metadata.name,
          createdAt: canary.metadata.creationTimestamp ?? '',
          ...named,
        }
      : undefined;
  }
}

function namedIn({ metadata: { namespace }, spec }: RawCanary): Pick<Claim, 'target' | 'apex'> | undefined {
  const ref = fieldOf(spec, 'targetRef');
  const [kind, name] = [fieldOf(ref, 'kind'), fieldOf(ref, 'name')];
  if (typeof kind !== 'string' || typeof name !== 'string') {
    return undefined;
  }
  const apex = fieldOf(fieldOf(spec, 'service'), 'name');
  return {
    target: `${namespace} ${kind} ${name}`,
    apex: `${namespace} Service ${typeof apex === 'string' && apex !== '' ? apex : name}`,
  };
}

const fieldOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? new Map(Object.entries(value)).get(name) : undefined;

const PRIMARY = '-primary';

const namesOf = ({ target, apex }: Claim): readonly string[] => [...new Set([target, apex])];

/** A name, what is made of it, and what it would be made of. */
const related = (name: string, endings: readonly string[]): readonly string[] => [
  name,
  ...endings.map((ending) => name + ending),
  ...endings.filter((ending) => name.endsWith(ending)).map((ending) => name.slice(0, -ending.length)),
];

/** `<kind> <name>` of `<namespace> <kind> <name>`. */
const shown = (claimed: string): string => claimed.split(' ').slice(1).join(' ');
const nameIn = (claimed: string): string => claimed.split(' ')[2] ?? '';

const SECOND = { isSecondToServices: true } as const;

/** Whether it is not about their targets that they meet. */
const isByServices = (claim: Claim, rival: Claim): boolean =>
  claim.target !== rival.target && !related(claim.target, [PRIMARY]).includes(rival.target);

function problemBetween(claim: Claim, rival: Claim): Problem {
  if (claim.target === rival.target) {
    const found = `the target of the older Canary ${rival.name}`;
    return { field: 'spec.targetRef.name', found, allowed: 'a target that no other Canary names' };
  }
  if (!isByServices(claim, rival)) {
    const found = `${shown(claim.target)}, beside ${shown(rival.target)} of the Canary ${rival.name}`;
    return {
      field: 'spec.targetRef.name',
      found,
      allowed: 'a target that is no primary of another Canary, and whose primary is none of its targets',
    };
  }
  const found = `${nameIn(claim.apex)}, beside ${nameIn(rival.apex)} of the Canary ${rival.name}`;
  const allowed =
    'a name under which no other Canary has a service: each makes <name>, <name>-primary and <name>-canary';
  return { field: 'spec.service.name', found, allowed };
}

const isOlder = (a: Claim, b: Claim): boolean =>
  a.createdAt === b.createdAt ? a.name < b.name : a.createdAt < b.createdAt;
