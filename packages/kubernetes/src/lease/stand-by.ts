import type { Transport } from '../client/transport.ts';
import { pause } from '../client/within.ts';
import type { LeaseTimings } from './lease-timings.ts';
import { leaseWatched } from './lease-watch.ts';
import type { SeenLease } from './seen-lease.ts';

export interface StandByPorts {
  readonly transport: Transport;
  readonly namespace: string;
  readonly name: string;
  readonly seen: SeenLease;
  readonly timings: Pick<LeaseTimings, 'retryMs' | 'durationMs'>;
  /** Ends every wait. */
  readonly signal: AbortSignal;
}

const SOON_MS = 100;

/** Waits while another holds the lease. */
export class StandBy {
  private isWatchable = true;

  constructor(private readonly ports: StandByPorts) {}

  /** Somebody was faster than we: the next look says who, and from where on to watch that one. */
  soon(): Promise<void> {
    const { transport, timings, signal } = this.ports;
    return pause(transport.machine, Math.min(timings.retryMs, SOON_MS), signal);
  }

  /**
   * Until the lease ends, is given back or removed, as a watch from `since` on says, or a while where that cannot be
   * watched.
   */
  async ended(since: string | undefined): Promise<void> {
    const { transport, namespace, name, seen, timings } = this.ports;
    if (since === undefined || !this.isWatchable) {
      return this.aWhile(this.ports.signal);
    }
    const over = new AbortController();
    const signal = AbortSignal.any([over.signal, this.ports.signal]);
    const watch = { namespace, name, since, silenceMs: timings.durationMs, signal };
    const ending = await Promise.race([leaseWatched(transport, watch, seen), this.end(signal)]);
    over.abort();
    if (ending === 'refused') {
      this.isWatchable = false;
    }
    if (ending === 'refused' || ending === 'over') {
      await this.aWhile(this.ports.signal);
    }
  }

  /** Until the lease that was seen last, and whatever is seen of it meanwhile, has ended. */
  private async end(signal: AbortSignal): Promise<'worth a look'> {
    while (this.ports.seen.isHeld && !signal.aborted) {
      await this.aWhile(signal);
    }
    return 'worth a look';
  }

  private aWhile(signal: AbortSignal): Promise<void> {
    const { transport, seen, timings } = this.ports;
    const { isHeld, leftMs } = seen;
    return pause(transport.machine, isHeld ? Math.min(leftMs, timings.retryMs) : timings.retryMs, signal);
  }
}
