import { Conflict } from '@flagger/api';
import { type LeaseObject, microTime, nextRecord } from './lease-record.ts';
import { type LeaseKept, LeaseStore } from './lease-store.ts';
import { type Lease, LEASE_NAME, type LeaseOptions, type LeaseTerms } from './lease-terms.ts';
import { leaseTimings, type LeaseTimings } from './lease-timings.ts';
import { type Machine, thisMachine } from '../client/machine.ts';
import { createTransport, type Transport } from '../client/transport.ts';
import { SeenLease } from './seen-lease.ts';
import { StandBy } from './stand-by.ts';
import { pause } from '../client/within.ts';

/**
 * Asks nothing of the cluster before it is to be acquired. Who waits for a lease watches it, and costs a request only
 * when it ends.
 */
export function createLease({ name = LEASE_NAME, ...options }: LeaseOptions): Lease {
  const { machine = thisMachine, connection, onRequest } = options;
  const transport = createTransport({ connection, onRequest, machine });
  return leaseIn(leasePlace(transport, { ...options, name }), { ...options, name });
}

/** The place of a Lease in the cluster. */
export function leasePlace(
  transport: Transport,
  { namespace, name, timings }: Pick<LeaseOptions, 'namespace' | 'timings'> & { readonly name: string },
): LeaseKept {
  const { requestMs } = timingsOf(timings);
  return new LeaseStore(transport, { namespace, name, requestMs });
}

/** A lease that is kept there. */
export const leaseIn = (kept: LeaseKept, terms: LeaseTerms): Lease => new KubeLease(kept, terms);

const timingsOf = (timings: Partial<LeaseTimings> | undefined): LeaseTimings => ({
  ...leaseTimings(timings?.durationMs),
  ...timings,
});

class KubeLease implements Lease {
  private readonly timings: LeaseTimings;
  private readonly machine: Machine;
  private readonly seen: SeenLease;
  private readonly waiting: StandBy;
  private readonly stop = new AbortController();
  /** From where on to watch what another holds; undefined where that is not known. */
  private since: string | undefined;
  /** Whether somebody else wrote the lease between our look at it and our write. */
  private isOutrun = false;
  /** When the last renewal that succeeded was sent, by both clocks. */
  private renewed: { readonly elapsed: number; readonly now: number } | undefined;
  /** The lease as we wrote it last: one request renews it. */
  private ours: LeaseObject | undefined;
  private acquiring: Promise<void> = Promise.resolve();
  private renewing: Promise<void> = Promise.resolve();

  constructor(
    private readonly store: LeaseKept,
    private readonly options: LeaseTerms,
  ) {
    this.timings = timingsOf(options.timings);
    const { log, name, machine = thisMachine } = options;
    this.machine = machine;
    this.seen = new SeenLease({
      elapsed: () => machine.elapsed(),
      onHolder: (leader) => log.info('Another instance has been elected as leader', { leader, lease: name }),
    });
    this.waiting = new StandBy({
      kept: store,
      machine,
      seen: this.seen,
      timings: this.timings,
      signal: this.stop.signal,
    });
  }

  async acquire(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    signal.addEventListener('abort', () => this.stop.abort(signal.reason), { once: true });
    this.acquiring = this.acquired();
    await this.acquiring;
  }

  isFresh(): boolean {
    return this.age() < this.timings.durationMs - this.timings.marginMs;
  }

  async release(): Promise<void> {
    this.stop.abort(new Error('the lease is not wanted any more'));
    await this.acquiring.catch(() => undefined);
    await this.renewing;
    if (this.renewed === undefined) {
      return;
    }
    this.renewed = undefined;
    try {
      await this.giveBack();
    } catch (error) {
      this.options.log.warn('the lease cannot be given back: others have to wait for its end', {
        lease: this.options.name,
        error: messageOf(error),
      });
    }
  }

  private async acquired(): Promise<void> {
    const { identity, name, namespace, log } = this.options;
    log.info('Starting leader election', { id: identity, lease: name, namespace });
    while (!(await this.attempt())) {
      this.stop.signal.throwIfAborted();
      await (this.isOutrun ? this.waiting.soon() : this.waiting.ended(this.since));
      this.stop.signal.throwIfAborted();
    }
    log.info('Acting as elected leader', { id: identity, lease: name, namespace });
    this.renewing = this.renew();
  }

  private async giveBack(): Promise<void> {
    const lease = await this.store.read();
    if (lease?.spec.holderIdentity !== this.options.identity) {
      return;
    }
    const time = microTime(this.machine.now());
    await this.store.write(lease, {
      ...lease.spec,
      holderIdentity: '',
      leaseDurationSeconds: 1,
      renewTime: time,
      acquireTime: time,
    });
    this.options.log.info('the lease is given back', { lease: this.options.name });
  }

  private async renew(): Promise<void> {
    while (await this.pauseEnded()) {
      if (await this.attempt()) {
        continue;
      }
      if (this.renewed !== undefined && this.age() < this.timings.renewDeadlineMs) {
        continue;
      }
      this.renewed = undefined;
      this.options.onLost();
      return;
    }
  }

  /** Waits until the next try is due; false if we were stopped. */
  private async pauseEnded(): Promise<boolean> {
    await pause(this.machine, this.timings.retryMs, this.stop.signal);
    return !this.stop.signal.aborted;
  }

  /** Takes or renews the lease if that is allowed; tells whether we hold it. */
  private async attempt(): Promise<boolean> {
    this.since = undefined;
    this.isOutrun = false;
    try {
      return await this.take();
    } catch (error) {
      this.ours = undefined;
      this.isOutrun = error instanceof Conflict;
      if (this.isOutrun) {
        this.options.log.debug('somebody else wrote the lease', { lease: this.options.name });
      } else if (!this.stop.signal.aborted) {
        this.options.log.warn('the lease cannot be taken or renewed', {
          lease: this.options.name,
          error: messageOf(error),
        });
      }
      return false;
    }
  }

  private async take(): Promise<boolean> {
    const lease = this.ours ?? (await this.store.read());
    const { identity, wish } = this.options;
    const hasLed = this.renewed !== undefined;
    if (lease !== undefined && !this.isOurs(lease)) {
      this.heed(lease);
    }
    // A lease that is taken at the very end would be held by nobody.
    if (!this.mayTake(lease, hasLed) || this.stop.signal.aborted || (!hasLed && wish?.begins() === false)) {
      return false;
    }
    const sent = { elapsed: this.machine.elapsed(), now: this.machine.now() };
    const next = nextRecord(lease?.spec, { identity, durationMs: this.timings.durationMs, now: sent.now });
    try {
      this.ours = await this.store.write(lease, next);
    } catch (error) {
      if (!hasLed) {
        wish?.failed();
      }
      throw error;
    }
    this.renewed = sent;
    return true;
  }

  private isOurs({ spec }: LeaseObject): boolean {
    return spec.holderIdentity === this.options.identity;
  }

  /** Somebody else wrote it last: he must be believed at once, and what he did meanwhile we do not know. */
  private heed(lease: LeaseObject): void {
    this.renewed = undefined;
    this.seen.see(lease.spec);
    this.since = lease.metadata.resourceVersion;
  }

  /** `hasLed`: whether we led when we looked. */
  private mayTake(lease: LeaseObject | undefined, hasLed: boolean): boolean {
    // Who removes a lease does not stop its holder, who makes it anew.
    if (lease === undefined) {
      return hasLed || !this.seen.isHeld;
    }
    return this.isOurs(lease) || (!hasLed && !this.seen.isHeld);
  }

  /** Since the last renewal, by whichever clock says more: one of them stands still while a machine sleeps. */
  private age(): number {
    if (this.renewed === undefined) {
      return Number.POSITIVE_INFINITY;
    }
    const { elapsed, now } = this.renewed;
    return Math.max(this.machine.elapsed() - elapsed, this.machine.now() - now);
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
