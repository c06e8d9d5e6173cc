import type { Log } from '@flagger/api';
import { Backoff } from '../client/backoff.ts';
import type { Machine } from '../client/machine.ts';
import type { ReflectorTimings } from './reflector-options.ts';
import { messageOf } from './watch-health.ts';

/** Since when the cluster refuses to list or to watch a kind, what is done instead, and how soon it is asked again. */
export class Refusals {
  private readonly backoff: Backoff;
  /** Neither was allowed since then. */
  private since: number | undefined;
  /** The watch was not allowed since then, though lists may have been. */
  private unwatchedSince: number | undefined;
  private hasWatched = false;
  /** Instead of what a watch would bring all is listed, each time before a watch is tried. */
  private isPolled = false;
  private hasToldPolling = false;
  private toldWhy: string | undefined;

  constructor(
    private readonly machine: Machine,
    private readonly timings: Pick<ReflectorTimings, 'firstPauseMs' | 'refusedMs' | 'refusedPauseMs'>,
    private readonly telling: { readonly log: Log; readonly keys: Readonly<Record<string, unknown>> },
  ) {
    const { firstPauseMs: firstMs, refusedPauseMs: maxMs } = timings;
    this.backoff = new Backoff({ firstMs, maxMs }, () => machine.random());
  }

  listed(): void {
    this.since = undefined;
    if (this.isPolled && !this.hasToldPolling) {
      const { log, keys } = this.telling;
      log.warn('watch is not allowed: all is listed again two to four times a minute instead', keys);
      this.hasToldPolling = true;
    }
  }

  watching(): void {
    this.since = undefined;
    this.unwatchedSince = undefined;
    this.hasWatched = true;
    this.isPolled = false;
    if (this.hasToldPolling) {
      this.telling.log.info('watch is allowed again', this.telling.keys);
    }
    this.hasToldPolling = false;
    this.backoff.reset();
  }

  /** A list is refused or fails: whether to believe that it does so for good, after a while or by status 405. */
  list(status: number | undefined): boolean {
    this.since ??= this.machine.elapsed();
    return this.isForLong(this.since, status);
  }

  /** A watch is refused: how long to wait, and whether all is to be listed before it is tried again. */
  watch(status: number): { readonly pauseMs: number; readonly isToList: boolean } {
    this.since ??= this.machine.elapsed();
    this.unwatchedSince ??= this.since;
    if (this.hasWatched && !this.isForLong(this.unwatchedSince, status)) {
      return { pauseMs: this.pauseMs(), isToList: false };
    }
    const isJustListed = this.isPolled || !this.hasWatched;
    this.isPolled = true;
    return { pauseMs: isJustListed ? this.pauseMs() : 0, isToList: true };
  }

  /** Objects are read by name from now on: says why, once. */
  tellByName(why: string, error: unknown): void {
    if (this.toldWhy !== why) {
      const { log, keys } = this.telling;
      log.warn(`${why}: objects are read by name in each turn instead`, { ...keys, error: messageOf(error) });
    }
    this.toldWhy = why;
  }

  pauseMs(): number {
    return this.backoff.next();
  }

  private isForLong(since: number, status: number | undefined): boolean {
    return status === 405 || this.machine.elapsed() - since >= this.timings.refusedMs;
  }
}
