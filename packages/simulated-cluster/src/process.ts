import type { Clock } from '@flagger/api';
import type { SimulatedClock } from './simulated-clock.ts';

/**
 * One life of the operator. Once it is dead, nothing that it began goes on: its timers do not fire, what it waits for
 * never comes.
 */
export class OperatorProcess {
  private isAlive = true;
  /** Until when it is stopped without knowing it (SIGSTOP), ms since the epoch. */
  private frozenUntil = 0;

  constructor(private readonly time: SimulatedClock) {}

  readonly clock: Clock = {
    now: () => this.time.now(),
    after: (ms, callback) => this.time.after(ms, () => this.run(callback)),
  };

  get isDead(): boolean {
    return !this.isAlive;
  }

  /** Stopped without knowing it. */
  get isFrozen(): boolean {
    return this.frozenUntil > this.time.now();
  }

  kill(): void {
    this.isAlive = false;
  }

  freeze(ms: number): void {
    this.frozenUntil = this.time.now() + ms;
  }

  async sleep(ms: number): Promise<void> {
    if (ms > 0 || this.isDead) {
      await new Promise<void>((resolve) => this.clock.after(ms, resolve));
    }
  }

  private run(callback: () => void): void {
    if (this.isDead) {
      return;
    }
    const left = this.frozenUntil - this.time.now();
    if (left > 0) {
      this.time.after(left, () => this.run(callback));
    } else {
      callback();
    }
  }
}
