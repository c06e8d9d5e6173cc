import type { Machine } from './machine.ts';

/** In ms: how long all attempts of a request may take together, and each of them. */
export interface Limits {
  readonly deadlineMs: number;
  /** A connection that is dead is not waited for longer. */
  readonly attemptMs: number;
  /** An attempt after one that nobody answered: an admission webhook may take 30 s. */
  readonly patientMs: number;
}

/** How long the attempts of one request are waited for. */
export class Patience {
  private endsAt: number;
  private isPatient = false;

  constructor(
    private readonly machine: Pick<Machine, 'elapsed'>,
    private readonly limits: Limits,
    /** Whether it ends at its deadline whatever happens. */
    private readonly isStrict: boolean,
  ) {
    this.endsAt = machine.elapsed() + limits.deadlineMs;
  }

  /** How long the next attempt may take, in ms; not above 0 after the deadline. */
  get attemptMs(): number {
    const { attemptMs, patientMs } = this.limits;
    return Math.min(this.isPatient ? patientMs : attemptMs, this.leftMs);
  }

  /** Until the deadline, in ms. */
  get leftMs(): number {
    return this.endsAt - this.machine.elapsed();
  }

  /** An attempt had no answer for so long: once, the server gets more time than a dead connection. */
  unanswered(ms: number): void {
    const { attemptMs, patientMs } = this.limits;
    if (this.isStrict || this.isPatient || ms < attemptMs) {
      return;
    }
    this.isPatient = true;
    // pauses are not taken from the server's time
    this.endsAt = this.machine.elapsed() + patientMs + (this.limits.deadlineMs - attemptMs);
  }
}
