import { thisMachine } from '../client/machine.ts';
import { type Lease, leaseIn, type LeaseTerms } from './lease.ts';
import type { LeaseObject, LeaseRecord } from './lease-record.ts';
import type { LeaseKept } from './lease-store.ts';
import { leaseTimings } from './lease-timings.ts';
import { Members } from './members.ts';

/** A lease that all replicas of one kind hold together, and in which they find each other. */
export interface FleetLease extends Lease {
  /** The identities of the replicas that live, ourselves among them, in the same order for each of them. */
  living(): readonly string[];
}

export interface FleetTerms extends Omit<LeaseTerms, 'isShared' | 'wish'> {
  /** Under which identity all replicas of the kind hold it. */
  readonly fleet: string;
}

const REPLICAS = 'flagger.app/replicas';

/**
 * Each replica renews it for itself, so that each knows by its own clock until when no other kind may act. Who goes
 * gives it back only where it is the last.
 */
export function fleetLease(kept: LeaseKept, { fleet, identity, ...terms }: FleetTerms): FleetLease {
  const { machine = thisMachine, timings } = terms;
  const { durationMs } = { ...leaseTimings(timings?.durationMs), ...timings };
  const members = new Members({ identity, elapsed: () => machine.elapsed(), durationMs });
  const lease = leaseIn(new SharedLease(kept, members, fleet), { ...terms, identity: fleet, isShared: true });
  return {
    acquire: (signal) => lease.acquire(signal),
    isFresh: () => lease.isFresh(),
    release: () => lease.release(),
    living: () => members.living(),
  };
}

/** Writes down with each renewal that we live. */
class SharedLease implements LeaseKept {
  constructor(
    private readonly kept: LeaseKept,
    private readonly members: Members,
    private readonly fleet: string,
  ) {}

  async read(): Promise<LeaseObject | undefined> {
    const lease = await this.kept.read();
    // of another kind nobody is one of us
    const isOurs = lease?.spec.holderIdentity === this.fleet;
    this.members.see(isOurs ? lease.metadata.annotations?.[REPLICAS] : undefined);
    return lease;
  }

  write(before: LeaseObject | undefined, spec: LeaseRecord): Promise<LeaseObject> {
    if (spec.holderIdentity === this.fleet) {
      return this.kept.write(before, spec, { [REPLICAS]: this.members.text(spec.renewTime ?? '') });
    }
    const left = this.members.textWithoutUs();
    const next = left !== undefined && before ? before.spec : spec;
    return this.kept.write(before, next, { [REPLICAS]: left ?? '{}' });
  }

  watched(...watch: Parameters<LeaseKept['watched']>): ReturnType<LeaseKept['watched']> {
    return this.kept.watched(...watch);
  }
}
