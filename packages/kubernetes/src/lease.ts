import { Conflict } from '@flagger/api';
import type { Log } from '@flagger/api';
import type { Connection } from './connect.ts';
import type { RequestMeasurement } from './exchange.ts';
import { leaseObject, microTime } from './lease-record.ts';
import type { LeaseObject, LeaseRecord } from './lease-record.ts';
import { readNow } from './read-now.ts';
import { LEASES } from './resource.ts';
import { createTransport } from './transport.ts';
import type { Transport } from './transport.ts';
import { pause } from './within.ts';

/** Leader election: of all processes that hold one name, at most one leads. */
export interface Lease {
  /** Resolves once we lead, and keeps renewing from then on; rejects only when the signal aborts. */
  acquire(signal: AbortSignal): Promise<void>;
  /** Whether it is certain that nobody else leads: the gate before every write. */
  isFresh(): boolean;
  /** Stops renewing and gives the lease back, so that another need not wait for its end. */
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

/** All in ms. */
export interface LeaseTimings {
  /** So long after a renewal was seen nobody else takes the lease. */
  readonly durationMs: number;
  /** A leader that did not renew for so long gives up. */
  readonly renewDeadlineMs: number;
  readonly retryMs: number;
  /** So long one request to the API server may take, with its repetitions. */
  readonly requestMs: number;
  /** A write begun with a fresh lease may take so long to reach the server. */
  readonly marginMs: number;
}

const TIMINGS: LeaseTimings = { durationMs: 60_000, renewDeadlineMs: 15_000, retryMs: 5_000, requestMs: 5_000, marginMs: 20_000 };

/** Times are Flagger's: 60 s, renewed every 5 s, given up 15 s after the last renewal. */
export function createLease(options: LeaseOptions): Lease {
  return new KubeLease(options);
}

class KubeLease implements Lease {
  private readonly options: LeaseOptions;
  private readonly timings: LeaseTimings;
  private readonly transport: Transport;
  private readonly stop = new AbortController();
  /** The record as last seen, and when it was seen to be new, by our own clock: other machines' clocks may be wrong. */
  private seen: { readonly record: string; readonly at: number } | undefined;
  /** When the last renewal that succeeded was sent, by both clocks. */
  private renewed: { readonly elapsed: number; readonly now: number } | undefined;
  /** The lease as we wrote it last: one request renews it. */
  private ours: LeaseObject | undefined;
  private renewing: Promise<void> = Promise.resolve();

  constructor(options: LeaseOptions) {
    this.options = options;
    this.timings = { ...TIMINGS, ...options.timings };
    this.transport = createTransport({ connection: options.connection, onRequest: options.onRequest });
  }

  async acquire(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    signal.addEventListener('abort', () => this.stop.abort(signal.reason), { once: true });
    while (!(await this.attempt())) {
      await pause(this.timings.retryMs, this.stop.signal);
      signal.throwIfAborted();
    }
    this.options.log.info('leading', { lease: this.name, identity: this.options.identity });
    this.renewing = this.renew();
  }

  isFresh(): boolean {
    return this.age() < this.timings.durationMs - this.timings.marginMs;
  }

  async release(): Promise<void> {
    this.stop.abort();
    await this.renewing;
    if (this.renewed === undefined) return;
    this.renewed = undefined;
    const lease = await this.read();
    if (lease?.spec.holderIdentity !== this.options.identity) return;
    const time = microTime(this.now());
    await this.write(lease, { ...lease.spec, holderIdentity: '', leaseDurationSeconds: 1, renewTime: time, acquireTime: time });
  }

  private async renew(): Promise<void> {
    while (await this.pauseEnded()) {
      if (await this.attempt()) continue;
      if (this.renewed !== undefined && this.age() < this.timings.renewDeadlineMs) continue;
      this.renewed = undefined;
      this.options.log.error('the lease is lost', { lease: this.name, identity: this.options.identity });
      this.options.onLost();
      return;
    }
  }

  /** Waits until the next try is due; false if we were stopped. */
  private async pauseEnded(): Promise<boolean> {
    await pause(this.timings.retryMs, this.stop.signal);
    return !this.stop.signal.aborted;
  }

  /** Takes or renews the lease if that is allowed; tells whether we hold it. */
  private async attempt(): Promise<boolean> {
    try {
      return await this.take();
    } catch (error) {
      this.ours = undefined;
      const message = error instanceof Error ? error.message : String(error);
      if (error instanceof Conflict) this.options.log.debug('somebody else wrote the lease', { lease: this.name });
      else if (!this.stop.signal.aborted) this.options.log.warn('the lease cannot be taken or renewed', { lease: this.name, error: message });
      return false;
    }
  }

  private async take(): Promise<boolean> {
    const lease = this.ours ?? (await this.read());
    const isOurs = lease?.spec.holderIdentity === this.options.identity;
    // Somebody who took it while we led must be believed at once.
    if (lease !== undefined && !isOurs) this.renewed = undefined;
    if (lease !== undefined && !isOurs && this.isHeld(lease.spec)) return false;
    const sent = { elapsed: this.elapsed(), now: this.now() };
    const time = microTime(sent.now);
    const transitions = lease?.spec.leaseTransitions ?? 0;
    this.ours = await this.write(lease, {
      holderIdentity: this.options.identity,
      leaseDurationSeconds: Math.ceil(this.timings.durationMs / 1000),
      acquireTime: isOurs ? (lease.spec.acquireTime ?? time) : time,
      renewTime: time,
      leaseTransitions: lease === undefined || isOurs ? transitions : transitions + 1,
    });
    this.renewed = sent;
    return true;
  }

  /** Whether another holds it still: it renewed since less than its duration, by our clock. */
  private isHeld(record: LeaseRecord): boolean {
    const text = JSON.stringify(record);
    if (this.seen?.record !== text) this.seen = { record: text, at: this.elapsed() };
    if (record.holderIdentity === undefined || record.holderIdentity === '') return false;
    return this.elapsed() - this.seen.at < (record.leaseDurationSeconds ?? 0) * 1000;
  }

  /** Since the last renewal, by whichever clock says more: one of them stands still while a machine sleeps. */
  private age(): number {
    if (this.renewed === undefined) return Number.POSITIVE_INFINITY;
    return Math.max(this.elapsed() - this.renewed.elapsed, this.now() - this.renewed.now);
  }

  private async read(): Promise<LeaseObject | undefined> {
    const { namespace } = this.options;
    const found = await readNow(this.transport, { resource: LEASES, place: { namespace, name: this.name }, deadlineMs: this.timings.requestMs });
    return found === undefined ? undefined : leaseObject(found);
  }

  private async write(lease: LeaseObject | undefined, spec: LeaseRecord): Promise<LeaseObject> {
    const { namespace } = this.options;
    const { name } = this;
    const body = { apiVersion: LEASES.apiVersion, kind: LEASES.kind, metadata: lease?.metadata ?? { name, namespace }, spec };
    const verb = lease === undefined ? 'create' : 'update';
    return leaseObject(await this.transport.request({ verb, resource: LEASES, place: { namespace, name }, body, deadlineMs: this.timings.requestMs }));
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
