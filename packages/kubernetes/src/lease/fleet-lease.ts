import { thisMachine } from '../client/machine.ts';
import { leaseIn } from './lease.ts';
import type { LeaseObject, LeaseRecord } from './lease-record.ts';
import type { LeaseKept } from './lease-store.ts';
import type { Lease, LeaseTerms } from './lease-terms.ts';
import { leaseTimings } from './lease-timings.ts';
import { memberName, Members } from './members.ts';

/** A lease that all replicas of one kind hold together, and in which they find each other. */
export interface FleetLease extends Lease {
  /** Our name among the living. */
  readonly name: string;
  /** The replicas that live, ourselves among them, in the same order for each of them. */
  living(): readonly string[];
}

export interface FleetTerms extends Omit<LeaseTerms, 'wish'> {
  /** Under which identity all replicas of the kind hold it. */
  readonly fleet: string;
}

/**
 * Each replica renews it for itself, so that each knows by its own clock until when no other kind may act. Who goes
 * gives it back only where it is the last.
 */
export function fleetLease(kept: LeaseKept, { fleet, identity, ...terms }: FleetTerms): FleetLease {
  const { machine = thisMachine, timings } = terms;
  const { durationMs } = { ...leaseTimings(timings?.durationMs), ...timings };
  const members = new Members({ identity, elapsed: () => machine.elapsed(), durationMs });
  const lease = leaseIn(new SharedLease(kept, members, fleet), { ...terms, identity: fleet });
  return {
    name: memberName(identity),
    acquire: (signal) => lease.acquire(signal),
    isFresh: () => lease.isFresh(),
    release: () => lease.release(),
    living: () => members.living(),
  };
}

/** Writes down with each renewal that we live, and never waits for others who do so. */
class SharedLease implements LeaseKept {
  constructor(
    private readonly kept: LeaseKept,
    private readonly members: Members,
    private readonly fleet: string,
  ) {}

  async read(): Promise<LeaseObject | undefined> {
    return this.seen(() => this.kept.read());
  }

  async write(before: LeaseObject | undefined, spec: LeaseRecord): Promise<LeaseObject> {
    const holder = this.fleet;
    const isOurs = before?.spec.holderIdentity === holder && before.metadata.annotations !== undefined;
    const isGoing = spec.holderIdentity !== holder;
    const annotations = isGoing ? this.members.lastNotes() : this.members.notes(spec.renewTime ?? '');
    if (!isOurs || (isGoing && this.members.living().length === 1)) {
      return this.seen(() => this.kept.write(before, spec, annotations));
    }
    const renewTime = isGoing ? undefined : spec.renewTime;
    return this.seen(() => this.kept.amend({ holder, renewTime, annotations }));
  }

  amend(...change: Parameters<LeaseKept['amend']>): ReturnType<LeaseKept['amend']> {
    return this.kept.amend(...change);
  }

  watched(...watch: Parameters<LeaseKept['watched']>): ReturnType<LeaseKept['watched']> {
    return this.kept.watched(...watch);
  }

  /** Of another kind nobody is one of us. */
  private async seen<L extends LeaseObject | undefined>(ask: () => Promise<L>): Promise<L> {
    const askedAt = this.members.now();
    const lease = await ask();
    this.members.see(lease?.spec.holderIdentity === this.fleet ? lease.metadata.annotations : undefined, askedAt);
    return lease;
  }
}
