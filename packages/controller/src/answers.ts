import {
  Wait,
  type Answer,
  type Canary,
  type Checks,
  type Clock,
  type Listener,
  type Log,
  type Question,
} from '@flagger/api';
import { judge } from '@flagger/engine';
import { logName } from './log-name.ts';
import { pauseMs } from './pause.ts';

interface Asked {
  readonly answers: Map<string, Answer>;
  readonly running: Map<string, () => void>;
  /** Those of the questions, running or answered, that only time answers. */
  readonly settling: Set<string>;
  /** Questions in a row that could not be asked. */
  failures: number;
}

export interface AnswersPorts {
  readonly checks: Checks;
  readonly clock: Clock;
  readonly log: Log;
  readonly listeners: readonly Listener[];
  /** Called with the canary's key when an answer is there. */
  readonly wake: (key: string) => void;
}

const NONE: ReadonlyMap<string, Answer> = new Map();

/**
 * Asks questions in the background and keeps the answers of the step a canary is in; they are forgotten when the step
 * ends.
 */
export class Answers {
  private readonly canaries = new Map<string, Asked>();

  constructor(private readonly ports: AnswersPorts) {}

  of(key: string): ReadonlyMap<string, Answer> {
    return this.canaries.get(key)?.answers ?? NONE;
  }

  /** Cancels and forgets what belongs to another step than this one. */
  keepOnly(key: string, step: string): void {
    const asked = this.canaries.get(key);
    if (!asked) {
      return;
    }
    for (const [id, cancel] of asked.running) {
      if (!id.startsWith(step)) {
        asked.running.delete(id);
        cancel();
      }
    }
    for (const id of asked.answers.keys()) {
      if (!id.startsWith(step)) {
        asked.answers.delete(id);
      }
    }
  }

  forget(key: string): void {
    this.keepOnly(key, 'none');
    this.canaries.delete(key);
  }

  /** Cancels everything, as when the lease is lost or the process stops. */
  forgetAll(): void {
    for (const key of [...this.canaries.keys()]) {
      this.forget(key);
    }
  }

  /** What is to settle now is something else than what was to settle before, even if it comes to be the same again. */
  settleAnew(key: string, question: Question): void {
    const asked = this.canaries.get(key);
    for (const id of asked?.settling ?? []) {
      if (asked && id !== question.id) {
        asked.running.get(id)?.();
        asked.running.delete(id);
        asked.answers.delete(id);
        asked.settling.delete(id);
      }
    }
  }

  /** Asks, unless that is under way already; an answer that went stale is asked for anew. */
  ask(key: string, canary: Canary, question: Question): void {
    const asked = this.canaries.get(key) ?? {
      answers: new Map<string, Answer>(),
      running: new Map<string, () => void>(),
      settling: new Set<string>(),
      failures: 0,
    };
    this.canaries.set(key, asked);
    if (asked.running.has(question.id)) {
      return;
    }
    asked.answers.delete(question.id);
    if (question.what === 'settle') {
      asked.settling.add(question.id);
      asked.running.set(
        question.id,
        this.ports.clock.after(question.ms ?? 0, () => this.settled(key, asked, question)),
      );
      return;
    }
    const controller = new AbortController();
    asked.running.set(question.id, () => controller.abort());
    void this.find({ key, asked, canary, question, signal: controller.signal });
  }

  private settled(key: string, asked: Asked, question: Question): void {
    asked.running.delete(question.id);
    asked.answers.set(question.id, { verdict: 'yes', says: [], findings: [], at: this.ports.clock.now() });
    this.ports.wake(key);
  }

  private async find(search: Search): Promise<void> {
    const { key, asked, canary, question, signal } = search;
    try {
      const findings = await this.ports.checks.find(question, canary, signal);
      if (signal.aborted) {
        return;
      }
      findings.forEach((finding) => this.ports.listeners.forEach((listener) => listener.finding?.(canary, finding)));
      asked.answers.set(question.id, judge({ question, canary, findings, at: this.ports.clock.now() }));
      asked.failures = 0;
      asked.running.delete(question.id);
      this.ports.wake(key);
    } catch (error) {
      if (!signal.aborted) {
        this.askLater(search, error);
      }
    }
  }

  /** What could not be asked is asked again after a while, ever more rarely: at once would be for ever. */
  private askLater({ key, asked, question }: Search, error: unknown): void {
    const { log, clock, wake } = this.ports;
    const isWait = error instanceof Wait;
    log[isWait ? 'warn' : 'error']('Asking a question failed', {
      canary: logName(key),
      question: question.what,
      error: isWait ? error.message : String(error),
    });
    asked.failures++;
    const pause = pauseMs(asked.failures);
    asked.running.set(
      question.id,
      clock.after(pause, () => {
        asked.running.delete(question.id);
        wake(key);
      }),
    );
  }
}

interface Search {
  readonly key: string;
  readonly asked: Asked;
  readonly canary: Canary;
  readonly question: Question;
  readonly signal: AbortSignal;
}
