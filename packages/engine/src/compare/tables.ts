/** How many requests an arm got in a window, and how many of them were events: failed, or slow. */
export interface Tally {
  readonly n: number;
  readonly x: number;
}

/** One window's counts of both arms for one kind of event. */
export interface Table {
  readonly canary: Tally;
  readonly primary: Tally;
}

/** The sum of two tallies. */
export const together = (one: Tally, other: Tally): Tally => ({ n: one.n + other.n, x: one.x + other.x });

/** Whether a window says something of both arms. */
export const hasBothArms = ({ canary, primary }: Table): boolean => canary.n > 0 && primary.n > 0;
