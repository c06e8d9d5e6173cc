import { Conflict, type Log } from '@flagger/api';
import type { Connection } from '../client/connect.ts';
import type { RequestMeasurement } from '../client/exchange.ts';
import { leaseObject, type LeaseObject, type LeaseRecord, microTime, nextRecord } from './lease-record.ts';
import { leaseTimings, type LeaseTimings } from './lease-timings.ts';
import { leaseWatched } from './lease-watch.ts';
import { readNow } from '../client/read-now.ts';
import { LEASES } from '../client/resource.ts';
import { createTransport, type Transport } from '../client/transport.ts';
import { pause } from '../client/within.ts';

/** Leader election: of all processes that hold one name, at most one leads. */
export interface Lease {
  /**
   * Resolves once we lead, and keeps renewing from then on; rejects only when the signal aborts or the lease is
   * released.
   */
  acquire(signal: AbortSignal): Promise<void>;
  /** Whether it is certain that nobody else leads: the gate before every write. */
  isFresh(): boolean;
  /**
   * Ends `acquire` or renewing, and gives the lease back, so that another need not wait for its end. Logs where that
   * fails.
   */
  release(): Promise<void>;
}

export interface LeaseOptions {
  readonly connection: Connection;
  readonly namespace: string;
  /** Who we are, different for each process, e.g. `<pod>_<uuid>`. */
  readonly identity: string;
  readonly log: Log;
  /** Called once when the lease could not be renewed in time or somebody else has it: the process must stop to act. */
  readonly onLost: () => void;
  readonly name?: string;
  readonly onRequest?: ((measurement: RequestMeasurement) => void) | undefined;
  /** Milliseconds since the epoch. */
  readonly now?: (() => number) | undefined;
  /** Milliseconds of a clock that never jumps. */
  readonly elapsed?: (() => number) | undefined;
  readonly timings?: Partial<LeaseTimings> | undefined;
}

const SOON_MS = 100;

/**
 * Asks nothing of the cluster before it is to be acquired. Who waits for a lease watches it, and costs a request only
 * when it ends.
 */
export function createLease(options: LeaseOptions): Lease {
  return new KubeLease(options);
}

class KubeLease implements Lease {
  private readonly timings: LeaseTimings;
  private readonly transport: Transport;
  private readonly stop = new AbortController();
  /** The record as last seen, and when it was seen to be new, by our own clock: other machines' clocks may be wrong. */
  private seen:
    | { readonly record: string; readonly at: number; readonly holder: string | undefined; readonly forMs: number }
    | undefined;
  /** From where on to watch what another holds; undefined where that is not known. */
  private since: string | undefined;
  private isWatchable = true;
  /** Whether somebody else wrote the lease between our look at it and our write. */
  private isOutrun = false;
  /** When the last renewal that succeeded was sent, by both clocks. */
  private renewed: { readonly elapsed: number; readonly now: number } | undefined;
  /** The lease as we wrote it last: one request renews it. */
  private ours: LeaseObject | undefined;
  private acquiring: Promise<void> = Promise.resolve();
  private renewing: Promise<void> = Promise.resolve();

  constructor(private readonly options: LeaseOptions) {
    this.timings = { ...leaseTimings(options.timings?.durationMs), ...options.timings };
    this.transport = createTransport({ connection: options.connection, onRequest: options.onRequest });
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
        lease: this.name,
        error: messageOf(error),
      });
    }
  }

  private async acquired(): Promise<void> {
    const { identity, namespace, log } = this.options;
    log.info('Starting leader election', { id: identity, lease: this.name, namespace });
    while (!(await this.attempt())) {
      this.stop.signal.throwIfAborted();
      await this.standBy();
      this.stop.signal.throwIfAborted();
    }
    log.info('Acting as elected leader', { id: identity, lease: this.name, namespace });
    this.renewing = this.renew();
  }

  private async giveBack(): Promise<void> {
    const lease = await this.read();
    if (lease?.spec.holderIdentity !== this.options.identity) {
      return;
    }
    const time = microTime(this.now());
    await this.write(lease, {
      ...lease.spec,
      holderIdentity: '',
      leaseDurationSeconds: 1,
      renewTime: time,
      acquireTime: time,
    });
    this.options.log.info('the lease is given back', { lease: this.name });
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
    await pause(this.timings.retryMs, this.stop.signal);
    return !this.stop.signal.aborted;
  }

  /**
   * Waits while another holds the lease: until it ends, is given back or removed, or a while where that cannot be
   * watched.
   */
  private async standBy(): Promise<void> {
    const { since } = this;
    // the next look says who was faster, and from where on to watch that one
    if (this.isOutrun) {
      return pause(Math.min(this.timings.retryMs, SOON_MS), this.stop.signal);
    }
    if (since === undefined || !this.isWatchable) {
      return this.aWhile(this.stop.signal);
    }
    const over = new AbortController();
    const signal = AbortSignal.any([over.signal, this.stop.signal]);
    const watch = {
      namespace: this.options.namespace,
      name: this.name,
      since,
      silenceMs: this.timings.durationMs,
      signal,
    };
    const watched = leaseWatched(this.transport, watch, (record) => this.isHeld(record));
    const ending = await Promise.race([watched, this.end(signal)]);
    over.abort();
    if (ending === 'refused') {
      this.isWatchable = false;
    }
    if (ending === 'refused' || ending === 'over') {
      await this.aWhile(this.stop.signal);
    }
  }

  /** Until the lease that was seen last, and whatever is seen of it meanwhile, has ended. */
  private async end(signal: AbortSignal): Promise<'worth a look'> {
    while (this.left() > 0 && !signal.aborted) {
      await this.aWhile(signal);
    }
    return 'worth a look';
  }

  private async aWhile(signal: AbortSignal): Promise<void> {
    const { retryMs } = this.timings;
    const left = this.left();
    await pause(left > 0 ? Math.min(left, retryMs) : retryMs, signal);
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
        this.options.log.debug('somebody else wrote the lease', { lease: this.name });
      } else if (!this.stop.signal.aborted) {
        this.options.log.warn('the lease cannot be taken or renewed', { lease: this.name, error: messageOf(error) });
      }
      return false;
    }
  }

  private async take(): Promise<boolean> {
    const lease = this.ours ?? (await this.read());
    // A lease that is taken at the very end would be held by nobody.
    if (!this.mayTake(lease) || this.stop.signal.aborted) {
      return false;
    }
    const sent = { elapsed: this.elapsed(), now: this.now() };
    const { identity } = this.options;
    this.ours = await this.write(
      lease,
      nextRecord(lease?.spec, { identity, durationMs: this.timings.durationMs, now: sent.now }),
    );
    this.renewed = sent;
    return true;
  }

  private mayTake(lease: LeaseObject | undefined): boolean {
    // Who removes a lease does not stop its holder, who makes it anew.
    if (lease === undefined) {
      return this.renewed !== undefined || this.left() <= 0;
    }
    if (lease.spec.holderIdentity === this.options.identity) {
      return true;
    }
    const hasLed = this.renewed !== undefined;
    // Somebody who took it while we led must be believed at once, and what he did meanwhile we do not know.
    this.renewed = undefined;
    const isHeld = this.isHeld(lease.spec);
    this.since = lease.metadata.resourceVersion;
    return !isHeld && !hasLed;
  }

  /** Whether another holds it still: it renewed since less than its duration, by our clock. */
  private isHeld({ holderIdentity: holder, leaseDurationSeconds = 0, ...rest }: LeaseRecord): boolean {
    const record = JSON.stringify([holder, leaseDurationSeconds, rest]);
    if (holder !== '' && holder !== undefined && holder !== this.seen?.holder) {
      this.options.log.info('Another instance has been elected as leader', { leader: holder, lease: this.name });
    }
    if (this.seen?.record !== record) {
      this.seen = { record, at: this.elapsed(), holder, forMs: holder ? leaseDurationSeconds * 1000 : 0 };
    }
    return this.left() > 0;
  }

  /** How long the lease as it was seen last has still to go, in ms. */
  private left(): number {
    return this.seen === undefined ? 0 : this.seen.at + this.seen.forMs - this.elapsed();
  }

  /** Since the last renewal, by whichever clock says more: one of them stands still while a machine sleeps. */
  private age(): number {
    if (this.renewed === undefined) {
      return Number.POSITIVE_INFINITY;
    }
    return Math.max(this.elapsed() - this.renewed.elapsed, this.now() - this.renewed.now);
  }

  private async read(): Promise<LeaseObject | undefined> {
    const { namespace } = this.options;
    const found = await readNow(this.transport, {
      resource: LEASES,
      place: { namespace, name: this.name },
      deadlineMs: this.timings.requestMs,
    });
    return found === undefined ? undefined : leaseObject(found);
  }

  private async write(lease: LeaseObject | undefined, spec: LeaseRecord): Promise<LeaseObject> {
    const { namespace } = this.options;
    const { name } = this;
    const body = {
      apiVersion: LEASES.apiVersion,
      kind: LEASES.kind,
      metadata: lease?.metadata ?? { name, namespace },
      spec,
    };
    const verb = lease === undefined ? 'create' : 'update';
    return leaseObject(
      await this.transport.request({
        verb,
        resource: LEASES,
        place: { namespace, name },
        body,
        deadlineMs: this.timings.requestMs,
      }),
    );
  }

  private get name(): string {
    return this.options.name ?? 'flagger-leader-election';
  }

  private now(): number {
    return this.options.now?.() ?? Date.now();
  }

  private elapsed(): number {
    return this.options.elapsed?.() ?? performance.now();
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
