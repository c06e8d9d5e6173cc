/** What was missed for longer than that is not made up for, ms: no burst follows a pause. */
const MADE_UP_MS = 100;

/** Spreads requests evenly over time, whichever connection sends them. */
export class Pace {
  private dueAt: number;

  constructor(
    /** Requests a second; undefined: each is due at once. */
    private readonly rate: number | undefined,
    private readonly elapsed: () => number,
  ) {
    this.dueAt = elapsed();
  }

  /** Takes the next place, and says how many ms it is away. */
  take(): number {
    if (this.rate === undefined) {
      return 0;
    }
    const now = this.elapsed();
    const due = Math.max(this.dueAt, now - MADE_UP_MS);
    this.dueAt = due + 1000 / this.rate;
    return Math.max(0, due - now);
  }
}
