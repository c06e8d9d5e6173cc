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

  constructor(private readonly world: SimulatedClock) {}

  readonly clock: Clock = {
    now: () => this.world.now(),
    after: (ms, callback) => this.world.after(ms, () => this.run(callback)),
  };

  get isDead(): boolean {
    return !this.isAlive;
  }

  kill(): void {
    this.isAlive = false;
  }

  freeze(ms: number): void {
    this.frozenUntil = this.world.now() + ms;
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
    const left = this.frozenUntil - this.world.now();
    if (left > 0) {
      this.world.after(left, () => this.run(callback));
    } else {
      callback();
    }
  }
}
