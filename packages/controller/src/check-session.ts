import {
  nameOfKey,
  type Canary,
  type Checks,
  type Clock,
  type Finding,
  type Listener,
  type Log,
  type Question,
} from '@flagger/api';
import type { Session } from '@flagger/engine';
import { isFromOutside, textOf } from './error-words.ts';
import { pauseMs, type Chance } from './pause.ts';

export interface CheckSessionPorts {
  readonly checks: Checks;
  readonly clock: Clock;
  /** Of how soon what could not be asked is asked again. */
  readonly chance: Chance;
  readonly log: Log;
  readonly listeners: readonly Listener[];
  /** Called with the canary's key when something was found. */
  readonly wake: (key: string) => void;
}

/** What was asked and found in one session. */
interface Open extends Session {
  readonly findings: Map<string, readonly Finding[]>;
  /** What is being asked, by question id, and how to end it. */
  readonly running: Map<string, () => void>;
}

/**
 * Asks one canary's questions in the background and keeps what was found, until another session is opened or the step
 * that it belongs to ends.
 */
export class CheckSession {
  /** Undefined until something is asked: most canaries are at rest, and there may be thousands. */
  private open: Open | undefined;
  /** Questions in a row that could not be asked. */
  private failures = 0;

  constructor(
    private readonly key: string,
    private readonly ports: CheckSessionPorts,
  ) {}

  /** The session as far as it is; undefined where none was opened. */
  known(): Session | undefined {
    return this.open;
  }

  /** Whether something is being asked, or was found that the step still needs. */
  get isUnderWay(): boolean {
    return this.open !== undefined && this.open.running.size + this.open.findings.size > 0;
  }

  /** Cancels and forgets a session that belongs to another step than this one. */
  keepOnly(step: string): void {
    if (this.open && !this.open.id.startsWith(`${step}.`)) {
      this.forget();
    }
  }

  /** Cancels and forgets everything. */
  forget(): void {
    this.open?.running.forEach((cancel) => cancel());
    this.open = undefined;
  }

  /** Asks in the session of the question, which is opened where another one is; not what was asked in it already. */
  ask(canary: Canary, question: Question): void {
    if (this.open?.id !== question.session) {
      this.forget();
    }
    this.open ??= { id: question.session, startedAt: this.ports.clock.now(), findings: new Map(), running: new Map() };
    const { open } = this;
    if (open.running.has(question.id) || open.findings.has(question.id)) {
      return;
    }
    const controller = new AbortController();
    open.running.set(question.id, () => controller.abort());
    void this.find({ open, canary, question, signal: controller.signal });
  }

  private async find(search: Search): Promise<void> {
    const { open, canary, question, signal } = search;
    try {
      const findings = await this.ports.checks.find(question, canary, signal);
      if (signal.aborted) {
        return;
      }
      findings.forEach((finding) => this.ports.listeners.forEach((listener) => listener.finding?.(canary, finding)));
      this.failures = 0;
      open.running.delete(question.id);
      open.findings.set(question.id, findings);
      this.ports.wake(this.key);
    } catch (error) {
      if (!signal.aborted) {
        this.askLater(search, error);
      }
    }
  }

  /** What could not be asked is asked again after a while, ever more rarely: at once would be for ever. */
  private askLater({ open, question }: Search, error: unknown): void {
    const { log, clock, wake, chance } = this.ports;
    log[isFromOutside(error) ? 'warn' : 'error']('Asking a question failed', {
      canary: nameOfKey(this.key),
      question: question.what,
      error: textOf(error),
    });
    this.failures++;
    const cancel = clock.after(pauseMs(this.failures, chance), () => {
      open.running.delete(question.id);
      wake(this.key);
    });
    open.running.set(question.id, cancel);
  }
}

interface Search {
  readonly open: Open;
  readonly canary: Canary;
  readonly question: Question;
  readonly signal: AbortSignal;
}
