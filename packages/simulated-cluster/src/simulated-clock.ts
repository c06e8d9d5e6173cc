import type { Clock } from '@flagger/api';
import { Standstill, TimeStandsStill } from './standstill.ts';

interface Timer {
  readonly at: number;
  readonly order: number;
  readonly callback: () => void;
  /** Whether promises may have something to do afterwards. */
  readonly isQuiet: boolean;
  isCancelled: boolean;
}

/** Time that jumps from one timer to the next: in order of their time, then in the order they were set. */
export class SimulatedClock implements Clock {
  private readonly heap: Timer[] = [];
  private order = 0;
  private time = Date.parse('2026-01-01T00:00:00Z');
  private readonly start = this.time;
  private readonly standstill = new Standstill();

  now(): number {
    return this.time;
  }

  /** Since the beginning, ms. */
  elapsed(): number {
    return this.time - this.start;
  }

  after(ms: number, callback: () => void): () => void {
    return this.add({
      at: this.time + Math.max(0, ms),
      order: this.order++,
      callback,
      isQuiet: false,
      isCancelled: false,
    });
  }

  /** As {@link after}, for what neither settles a promise nor wakes anybody who waits for one. */
  quietly(ms: number, callback: () => void): () => void {
    return this.add({
      at: this.time + Math.max(0, ms),
      order: this.order++,
      callback,
      isQuiet: true,
      isCancelled: false,
    });
  }

  /**
   * Lets time pass up to `end` (ms since the epoch) or until `isDone`; between two timers all promises that can
   * settle do. Throws where no time passes any more.
   */
  async pass(end: number, isDone: () => boolean): Promise<void> {
    await drained();
    while (!isDone()) {
      const timer = this.heap[0];
      if (timer === undefined || timer.at > end) {
        this.time = Math.max(this.time, end);
        return;
      }
      this.pop();
      if (timer.isCancelled) {
        continue;
      }
      this.time = Math.max(this.time, timer.at);
      if (this.standstill.isReached(this.time)) {
        throw new TimeStandsStill();
      }
      timer.callback();
      if (!timer.isQuiet) {
        await drained();
      }
    }
  }

  private add(timer: Timer): () => void {
    const { heap } = this;
    let at = heap.length;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const above = heap[parent];
      if (above === undefined || !isBefore(timer, above)) {
        break;
      }
      heap[at] = above;
      at = parent;
    }
    heap[at] = timer;
    return () => void (timer.isCancelled = true);
  }

  private pop(): void {
    const { heap } = this;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) {
      return;
    }
    let at = 0;
    for (;;) {
      const child = this.lesserChild(at);
      const below = heap[child];
      if (below === undefined || !isBefore(below, last)) {
        break;
      }
      heap[at] = below;
      at = child;
    }
    heap[at] = last;
  }

  private lesserChild(at: number): number {
    const [left, right] = [this.heap[2 * at + 1], this.heap[2 * at + 2]];
    return left !== undefined && right !== undefined && isBefore(right, left) ? 2 * at + 2 : 2 * at + 1;
  }
}

const isBefore = (one: Timer, other: Timer): boolean =>
  one.at === other.at ? one.order < other.order : one.at < other.at;

/**
 * Everything here is in memory, so that one round of the event loop settles every promise that does not wait for
 * time.
 */
const drained = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
