/** What decides which seconds are counted next; moments are Unix time in seconds, the rest is in seconds. */
export interface Counting {
  readonly now: number;
  /** When the weights were last changed. */
  readonly since: number;
  /** End of the last window since then; undefined where there was none. */
  readonly until?: number | undefined;
  /** How long proxies take to hear of new weights; before the first window of a run the longer of that and its warm-up. */
  readonly settle: number;
  /** How old counts must be until the metrics server has them. */
  readonly delay: number;
}

/** Seconds that are counted together, none of them twice: a window begins where the last one ended. */
export interface Window {
  readonly from: number;
  readonly to: number;
}

/**
 * The next window, in whole seconds; undefined as long as there is none. It never spans a change of weights, and is
 * the longer the later it is asked for.
 */
export function nextWindow({ now, since, until, settle, delay }: Counting): Window | undefined {
  const earliest = Math.ceil(since + settle);
  const from = until === undefined || until < earliest ? earliest : until;
  const to = Math.floor(now - delay);
  return to > from ? { from, to } : undefined;
}
