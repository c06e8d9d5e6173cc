import { redactedText } from '@flagger/api';
import type { Outcome, Task } from './task.ts';

/** One task as people look at it. */
export interface Entry {
  readonly id: number;
  readonly type: string;
  readonly canary: string;
  readonly command: string;
  readonly state: 'running' | 'succeeded' | 'failed';
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly endedAt?: string;
  readonly exitCode?: number;
  readonly output?: string;
  readonly failure?: string;
}

/** So many tasks that have ended are remembered. */
const KEPT = 100;
/** So much of the output is shown: its end. */
const SHOWN = 4_096;
/** So much is looked at for that: what masks secrets takes no longer text. */
const LOOKED_AT = 7_500;

/** What runs and what ran last. No secret that shows by its form is in it. */
export class Ledger {
  private readonly running = new Map<number, Entry>();
  private readonly ended: Entry[] = [];
  private last = 0;

  /** Returns the number by which the task is ended. */
  began({ type, canary, command }: Pick<Task, 'type' | 'canary' | 'command'>, at: string): number {
    this.last += 1;
    const entry: Entry = { id: this.last, type, canary, command: shown(command), state: 'running', startedAt: at };
    this.running.set(this.last, entry);
    return this.last;
  }

  end(id: number, { isOk, output, exitCode, failure }: Outcome, at: string): void {
    const entry = this.running.get(id);
    if (entry === undefined) {
      return;
    }
    this.running.delete(id);
    this.ended.unshift({
      ...entry,
      state: isOk ? 'succeeded' : 'failed',
      endedAt: at,
      ...(exitCode !== undefined && { exitCode }),
      ...(output !== '' && { output: shown(output) }),
      ...(failure !== undefined && { failure: shown(failure) }),
    });
    this.ended.splice(KEPT);
  }

  /** What runs, then what ended, the latest first. */
  entries(): readonly Entry[] {
    return [...[...this.running.values()].reverse(), ...this.ended];
  }
}

/** The end of a text. Secrets are masked before it is cut: the rest of one is not known as such. */
function shown(text: string): string {
  const masked = redactedText(text.slice(-LOOKED_AT));
  return (text.length > LOOKED_AT ? masked.replace(BEGINNING, '') : masked).slice(-SHOWN);
}

/** As many words as a secret and what it is known by may be: `authorization = "…"`. */
const BEGINNING = /^[^\s"']*(?:[\s"']+[^\s"']+){0,2}/;
