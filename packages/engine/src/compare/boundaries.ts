/** How many requests of both arms took at most each bound, as a histogram says it. */
export interface Histogram {
  /** Ascending, without infinity. */
  readonly bounds: readonly number[];
  readonly below: readonly number[];
  /** All requests. */
  readonly n: number;
}

/** What counts as slow: more than each of these. */
export interface Boundaries {
  readonly bounds: readonly number[];
  /** The place of the one that is shown, and that proofs of safety rest on. */
  readonly main: number;
}

const QUANTILES = [0.5, 0.75, 0.9, 0.95, 0.99];
const MAIN = 0.95;

/**
 * The bounds that are looked at in a run, chosen from both arms together: that says nothing of which one is slower,
 * so the window that they are chosen from still counts. Undefined without a bound.
 */
export function boundariesOf({ bounds, below, n }: Histogram): Boundaries | undefined {
  const placeOf = (quantile: number): number => below.findIndex((count) => count >= quantile * n);
  const places = [...new Set(QUANTILES.map(placeOf).filter((place) => place >= 0))];
  const last = bounds.length - 1;
  // what is slower than every bound has none of its own
  const chosen = places.length > 0 ? places : [last];
  const main = chosen.indexOf(placeOf(MAIN));
  return last < 0
    ? undefined
    : { bounds: chosen.flatMap((place) => bounds[place] ?? []), main: main < 0 ? chosen.length - 1 : main };
}

/** The bound that stands for "slower than": the least at or above it; undefined where the histogram ends before. */
export const boundaryFor = (slowerThan: number, bounds: readonly number[]): number | undefined =>
  bounds.find((bound) => bound >= slowerThan);
