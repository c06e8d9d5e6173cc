import {
  nameOfKey,
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
import { pauseMs } from './pause.ts';

/** What was asked for a canary in the step it is in. */
interface Questions {
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
 * Asks one canary's questions in the background and keeps the answers of the step it is in; they are forgotten when
 * the step ends.
 */
export class Answers {
  /** Undefined until something is asked: most canaries are at rest, and there may be thousands. */
  private questions: Questions | undefined;

  constructor(
    private readonly key: string,
    private readonly ports: AnswersPorts,
  ) {}

  /** The answers that are there, by question id. */
  known(): ReadonlyMap<string, Answer> {
    return this.questions?.answers ?? NONE;
  }

  /** Cancels and forgets what belongs to another step than this one. */
  keepOnly(step: string): void {
    const { questions } = this;
    if (!questions) {
      return;
    }
    for (const [id, cancel] of questions.running) {
      if (!id.startsWith(step)) {
        questions.running.delete(id);
        cancel();
      }
    }
    for (const id of questions.answers.keys()) {
      if (!id.startsWith(step)) {
        questions.answers.delete(id);
      }
    }
  }

  /** Cancels and forgets everything. */
  forget(): void {
    this.keepOnly('none');
    this.questions = undefined;
  }

  /** What is to settle now is something else than what was to settle before, even if it comes to be the same again. */
  settleAnew(question: Question): void {
    const { questions } = this;
    for (const id of questions?.settling ?? []) {
      if (questions && id !== question.id) {
        questions.running.get(id)?.();
        questions.running.delete(id);
        questions.answers.delete(id);
        questions.settling.delete(id);
      }
    }
  }

  /** Asks, unless that is under way already; an answer that went stale is asked for anew. */
  ask(canary: Canary, question: Question): void {
    const questions = (this.questions ??= noQuestions());
    if (questions.running.has(question.id)) {
      return;
    }
    questions.answers.delete(question.id);
    if (question.what === 'settle') {
      questions.settling.add(question.id);
      questions.running.set(
        question.id,
        this.ports.clock.after(question.ms ?? 0, () => this.settled(questions, question)),
      );
      return;
    }
    const controller = new AbortController();
    questions.running.set(question.id, () => controller.abort());
    void this.find({ questions, canary, question, signal: controller.signal });
  }

  private settled(questions: Questions, question: Question): void {
    questions.running.delete(question.id);
    questions.answers.set(question.id, { verdict: 'yes', says: [], findings: [], at: this.ports.clock.now() });
    this.ports.wake(this.key);
  }

  private async find(search: Search): Promise<void> {
    const { questions, canary, question, signal } = search;
    try {
      const findings = await this.ports.checks.find(question, canary, signal);
      if (signal.aborted) {
        return;
      }
      findings.forEach((finding) => this.ports.listeners.forEach((listener) => listener.finding?.(canary, finding)));
      questions.answers.set(question.id, judge({ question, canary, findings, at: this.ports.clock.now() }));
      questions.failures = 0;
      questions.running.delete(question.id);
      this.ports.wake(this.key);
    } catch (error) {
      if (!signal.aborted) {
        this.askLater(search, error);
      }
    }
  }

  /** What could not be asked is asked again after a while, ever more rarely: at once would be for ever. */
  private askLater({ questions, question }: Search, error: unknown): void {
    const { log, clock, wake } = this.ports;
    const isWait = error instanceof Wait;
    log[isWait ? 'warn' : 'error']('Asking a question failed', {
      canary: nameOfKey(this.key),
      question: question.what,
      error: isWait ? error.message : String(error),
    });
    questions.failures++;
    const pause = pauseMs(questions.failures);
    questions.running.set(
      question.id,
      clock.after(pause, () => {
        questions.running.delete(question.id);
        wake(this.key);
      }),
    );
  }
}

interface Search {
  readonly questions: Questions;
  readonly canary: Canary;
  readonly question: Question;
  readonly signal: AbortSignal;
}

const noQuestions = (): Questions => ({ answers: new Map(), running: new Map(), settling: new Set(), failures: 0 });
