import type { Log } from '@flagger/api';
import type { Time } from '../time.ts';
import type { Ledger } from './ledger.ts';
import type { Outcome, Task } from './task.ts';

/** What tasks are run with. */
export interface RunnerPorts {
  readonly time: Time;
  readonly log: Log;
  readonly ledger: Ledger;
  /** The longest time of one task, ms. */
  readonly timeoutMs: number;
  /** Hears of each task that begins, and what it returns of its end. */
  readonly onBegin: (task: Task) => (isOk: boolean) => void;
}

/** So many failures wait to be told to the next call of their hook. */
const UNTOLD = 1_000;

/** Runs tasks, with callers that wait and without. */
export class TaskRunner {
  private readonly running = new Set<string>();
  private readonly untold = new Map<string, string>();
  private readonly stopped = new AbortController();

  constructor(private readonly ports: RunnerPorts) {}

  /**
   * Runs it beside everything else, unless it runs already for this canary: then it is dropped. Returns what the run
   * before failed with, where nobody was told yet.
   */
  start(task: Task): string | undefined {
    const { log } = this.ports;
    const failure = this.untold.get(task.key);
    this.untold.delete(task.key);
    if (this.running.has(task.key)) {
      log.info('command skipped: it is already running', { canary: task.canary, command: task.command });
      return failure;
    }
    this.running.add(task.key);
    void this.run(task, this.stopped.signal).then((outcome) => {
      this.running.delete(task.key);
      this.keep(task, outcome);
    });
    return failure;
  }

  /** Runs it until its end, the end of the time, or until the caller is gone. */
  async await(task: Task, caller: AbortSignal): Promise<Outcome> {
    return this.run(task, AbortSignal.any([caller, this.stopped.signal]));
  }

  /** Ends everything that runs. */
  stop(): void {
    this.stopped.abort(new Error('the load tester is stopping'));
  }

  private keep({ key, tellsFailure }: Task, { isOk, failure }: Outcome): void {
    if (isOk || tellsFailure !== true || this.stopped.signal.aborted) {
      return;
    }
    this.untold.set(key, failure ?? 'failed');
    for (const oldest of this.untold.keys()) {
      if (this.untold.size <= UNTOLD) {
        break;
      }
      this.untold.delete(oldest);
    }
  }

  private async run(task: Task, signal: AbortSignal): Promise<Outcome> {
    const { time, ledger, log, timeoutMs, onBegin } = this.ports;
    const about = { canary: task.canary, type: task.type, command: task.command };
    const late = new AbortController();
    const cancel = time.after(timeoutMs, () => late.abort(new Error('context deadline exceeded')));
    const ended = onBegin(task);
    const id = ledger.began(task, this.at());
    log.info('command starting', about);
    const outcome = await task.run(AbortSignal.any([signal, late.signal])).catch(crashed);
    cancel();
    ledger.end(id, outcome, this.at());
    ended(outcome.isOk);
    const output = task.logsOutput === true || !outcome.isOk ? { output: outcome.output } : {};
    if (outcome.isOk) {
      log.info('command finished', { ...about, ...output });
    } else {
      log.error('command failed', { ...about, ...output, error: outcome.failure });
    }
    return outcome;
  }

  private at(): string {
    return new Date(this.ports.time.now()).toISOString();
  }
}

const crashed = (error: unknown): Outcome => ({
  isOk: false,
  output: '',
  failure: error instanceof Error ? error.message : String(error),
});
