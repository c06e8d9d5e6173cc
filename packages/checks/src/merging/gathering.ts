import type { Clock } from '@flagger/api';

/** One that waits until others are there. */
export interface Waiting<T> {
  readonly item: T;
  readonly signal: AbortSignal;
}

/**
 * Gathers what comes within a short time, by key. The first is not kept waiting, and begins the time; as long as others
 * come within it, another one follows.
 */
export class Gathering<T> {
  private readonly open = new Map<string, Waiting<T>[]>();

  constructor(
    private readonly settings: {
      readonly windowMs: number;
      readonly clock: Clock;
      /** Takes what came within one time: never nobody, and nobody who has gone. */
      readonly onGathered: (waiting: readonly Waiting<T>[]) => void;
    },
  ) {}

  /** Whether it waits with others from now on; false for the first, and for everybody where the time is none. */
  joins(key: string, waiting: Waiting<T>): boolean {
    const { windowMs } = this.settings;
    const others = this.open.get(key);
    if (others === undefined) {
      if (windowMs > 0) {
        this.begin(key);
      }
      return false;
    }
    others.push(waiting);
    return true;
  }

  private begin(key: string): void {
    const { clock, windowMs } = this.settings;
    this.open.set(key, []);
    clock.after(windowMs, () => this.end(key));
  }

  private end(key: string): void {
    const all = this.open.get(key) ?? [];
    this.open.delete(key);
    if (all.length > 0) {
      this.begin(key);
    }
    const waiting = all.filter(({ signal }) => !signal.aborted);
    if (waiting.length > 0) {
      this.settings.onGathered(waiting);
    }
  }
}
