import type { Clock } from '@flagger/api';

/** What a dead process meets wherever it still tries to do something. */
export class Dead extends Error {
  override readonly name = 'Dead';
  constructor() {
    super('this process was killed');
  }
}

/** One life of the operator: once killed, nothing that it began goes on. */
export class Process {
  isDead = false;

  constructor(private readonly time: Clock) {}

  /** Time as the process sees it: its timers die with it. */
  readonly clock: Clock = {
    now: () => this.time.now(),
    after: (ms, callback) =>
      this.time.after(ms, () => {
        if (!this.isDead) {
          callback();
        }
      }),
  };

  /** Throws in a dead process. */
  mustLive(): void {
    if (this.isDead) {
      throw new Dead();
    }
  }

  kill(): never {
    this.isDead = true;
    throw new Dead();
  }
}
