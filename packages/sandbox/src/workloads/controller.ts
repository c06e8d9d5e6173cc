import type { Clock, Log } from '@flagger/api';
import { statusOf } from '../client/index.ts';
import type { Plan, Write } from './write.ts';

/** One kind of thing that is kept as it ought to be. */
export interface ControllerOptions {
  readonly name: string;
  /** What the object of a key needs; nothing where it is gone. */
  readonly plan: (key: string) => Plan;
  readonly perform: (write: Write) => Promise<void>;
  readonly clock: Clock;
  readonly log: Log;
}

export interface Controller {
  /** Looks at a key soon. */
  due(key: string): void;
  /** Looks at nothing any more; settles when what is under way has ended. */
  stop(): Promise<void>;
}

/** In ms: between two looks at one key, and the first and the longest wait after a failure. */
const WAITS = { between: 10, first: 100, longest: 5000 };

/**
 * Looks at what is due, one key after the other, and writes what it needs. A failure is tried again, ever more
 * slowly.
 */
export function controller(options: ControllerOptions): Controller {
  return new Loop(options);
}

interface Timer {
  readonly at: number;
  readonly cancel: () => void;
}

class Loop implements Controller {
  private readonly timers = new Map<string, Timer>();
  private readonly ready = new Set<string>();
  private readonly failures = new Map<string, number>();
  private underWay: Promise<void> | undefined;
  private isStopped = false;

  constructor(private readonly options: ControllerOptions) {}

  due(key: string): void {
    this.dueAt(key, this.options.clock.now() + WAITS.between);
  }

  async stop(): Promise<void> {
    this.isStopped = true;
    for (const { cancel } of this.timers.values()) {
      cancel();
    }
    await this.underWay;
  }

  /** The earlier time counts. */
  private dueAt(key: string, at: number): void {
    const timer = this.timers.get(key);
    if (this.isStopped || (timer !== undefined && timer.at <= at)) {
      return;
    }
    timer?.cancel();
    const cancel = this.options.clock.after(at - this.options.clock.now(), () => {
      this.timers.delete(key);
      this.ready.add(key);
      this.underWay ??= this.work().finally(() => (this.underWay = undefined));
    });
    this.timers.set(key, { at, cancel });
  }

  private async work(): Promise<void> {
    for (const key of this.ready) {
      if (this.isStopped) {
        return;
      }
      this.ready.delete(key);
      await this.lookAt(key).catch((error: unknown) => this.failed(key, error));
    }
  }

  private async lookAt(key: string): Promise<void> {
    const { writes, at } = this.options.plan(key);
    for (const write of writes) {
      await this.options.perform(write);
    }
    this.failures.delete(key);
    if (at !== undefined) {
      this.dueAt(key, Math.max(at, this.options.clock.now() + WAITS.between));
    }
  }

  private failed(key: string, error: unknown): void {
    const failures = (this.failures.get(key) ?? 0) + 1;
    this.failures.set(key, failures);
    const { name, log, clock } = this.options;
    const keys = { controller: name, object: key, error: error instanceof Error ? error.message : String(error) };
    // others write too, and may have been faster
    if (statusOf(error) === 409 || statusOf(error) === 404) {
      log.debug('write came too late', keys);
    } else if (failures === 1) {
      log.warn('write failed; it is tried again and again', keys);
    }
    this.dueAt(key, clock.now() + Math.min(WAITS.longest, WAITS.first * 2 ** failures));
  }
}
