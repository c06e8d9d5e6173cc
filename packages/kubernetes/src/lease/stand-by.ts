import type { Machine } from '../client/machine.ts';
import { pause } from '../client/within.ts';
import type { LeaseTimings } from './lease-timings.ts';
import type { LeaseKept } from './lease-store.ts';
import type { SeenLease } from './seen-lease.ts';

export interface StandByPorts {
  readonly kept: Pick<LeaseKept, 'watched'>;
  readonly machine: Machine;
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
    const { machine, timings, signal } = this.ports;
    return pause(machine, Math.min(timings.retryMs, SOON_MS), signal);
  }

  /**
   * Until the lease ends, is given back or removed, as a watch from `since` on says, or a while where that cannot be
   * watched.
   */
  async ended(since: string | undefined): Promise<void> {
    const { kept, seen, timings } = this.ports;
    // what nobody holds is not waited for by who does not want it
    if (since === undefined || !this.isWatchable || !seen.isHeld) {
      return this.aWhile(this.ports.signal);
    }
    const over = new AbortController();
    const signal = AbortSignal.any([over.signal, this.ports.signal]);
    const watch = { since, silenceMs: timings.durationMs, signal };
    const ending = await Promise.race([kept.watched(watch, seen), this.end(signal)]);
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
    const { machine, seen, timings } = this.ports;
    const { isHeld, leftMs } = seen;
    return pause(machine, isHeld ? Math.min(leftMs, timings.retryMs) : timings.retryMs, signal);
  }
}
