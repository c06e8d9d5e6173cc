import { nameOfKey, type Clock, type Log, type Next } from '@flagger/api';
import type { Farewell } from './life.ts';

/**
 * When to look at a key again after a turn: never after a farewell. `now`: something was written, there may be more to
 * do.
 */
export type Outcome = 'now' | Farewell | Next;

export interface QueueOptions {
  /**
   * The turn of `key` failed for the n-th time in a row: tells about it and gives how long to wait before the next,
   * ms. Never throws.
   */
  readonly explain: (key: string, error: unknown, times: number) => Promise<number>;
  readonly clock: Clock;
  readonly log: Log;
  /** How many turns run side by side. */
  readonly parallel: number;
  /** A key that nothing happened to is looked at again after this, ms; costs no request. */
  readonly resyncMs: number;
}

interface Entry {
  isRunning: boolean;
  isWoken: boolean;
  failures: number;
  /** Turns in a row that asked for another one at once. */
  streak: number;
  cancel?: () => void;
}

const MAX_STREAK = 50;
const RESTLESS_PAUSE_MS = 30_000;

/** Who is due when: one turn at a time per key, many keys side by side; what happens during a turn brings another. */
export class Queue {
  private readonly entries = new Map<string, Entry>();
  private readonly due = new Set<string>();
  private running = 0;
  private isStopped = false;

  constructor(
    private readonly turn: (key: string) => Promise<Outcome>,
    private readonly options: QueueOptions,
  ) {}

  /** The key is due now. */
  wake(key: string): void {
    if (this.isStopped) {
      return;
    }
    const entry = this.entryOf(key);
    entry.cancel?.();
    if (entry.isRunning) {
      entry.isWoken = true;
      return;
    }
    this.due.add(key);
    this.pump();
  }

  /** Whether a turn of the key is under way or will come by itself. */
  knows(key: string): boolean {
    return this.entries.has(key);
  }

  /** No more turns; resolves when those under way have ended. */
  async stop(): Promise<void> {
    this.isStopped = true;
    this.due.clear();
    this.entries.forEach((entry) => entry.cancel?.());
    while (this.running > 0) {
      await new Promise<void>((resolve) => this.options.clock.after(10, resolve));
    }
  }

  private pump(): void {
    for (const key of this.due) {
      if (this.running >= this.options.parallel) {
        return;
      }
      this.due.delete(key);
      void this.run(key);
    }
  }

  private async run(key: string): Promise<void> {
    const entry = this.entryOf(key);
    entry.isRunning = true;
    entry.isWoken = false;
    this.running++;
    const outcome = await this.attempt(key, entry);
    this.running--;
    entry.isRunning = false;
    this.schedule(key, entry, outcome);
    this.pump();
  }

  private async attempt(key: string, entry: Entry): Promise<Outcome> {
    try {
      const outcome = await this.turn(key);
      entry.failures = 0;
      return outcome;
    } catch (error) {
      entry.failures++;
      const pause = await this.options.explain(key, error, entry.failures);
      return { at: this.options.clock.now() + pause };
    }
  }

  private schedule(key: string, entry: Entry, outcome: Outcome): void {
    if (this.isStopped) {
      return;
    }
    if (isFarewell(outcome) && !entry.isWoken) {
      this.entries.delete(key);
      return;
    }
    entry.streak = outcome === 'now' ? entry.streak + 1 : 0;
    if (entry.streak > MAX_STREAK) {
      this.options.log.error('A canary writes at every turn without coming to rest', { canary: nameOfKey(key) });
      entry.streak = 0;
      this.later(key, entry, RESTLESS_PAUSE_MS);
    } else if (outcome === 'now' || entry.isWoken) {
      this.due.add(key);
    } else if (!isFarewell(outcome)) {
      this.later(key, entry, outcome === 'change' ? this.options.resyncMs : outcome.at - this.options.clock.now());
    }
  }

  private later(key: string, entry: Entry, ms: number): void {
    entry.cancel = this.options.clock.after(Math.min(Math.max(0, ms), this.options.resyncMs), () => this.wake(key));
  }

  private entryOf(key: string): Entry {
    const entry = this.entries.get(key) ?? { isRunning: false, isWoken: false, failures: 0, streak: 0 };
    this.entries.set(key, entry);
    return entry;
  }
}

const isFarewell = (outcome: Outcome): outcome is Farewell => outcome === 'gone' || outcome === 'not ours';
