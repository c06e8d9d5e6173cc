/** What is asked of a comparison, as the Canary says it for one metric. */
export interface Settings {
  /** The chance, at most, that a healthy canary is rolled back in a run. */
  readonly falseRollback: number;
  /** How many metrics share it. */
  readonly metrics: number;
  /** Times the odds of the primary that are no reason to roll back. */
  readonly tolerate: number;
  /** Times the odds that "safe" rules out; undefined: nothing is ever shown to be safe. */
  readonly worseThan?: number | undefined;
  /** The chance, at most, that a canary with `worseThan` times the odds is called safe. */
  readonly falsePromotion: number;
  /** How many requests fail together. */
  readonly clump: number;
  /** A rate of failures that is never held against the canary; 0 for none. */
  readonly negligible: number;
  /** How many kinds of event are looked at beside each other: one for failures, one for each boundary of durations. */
  readonly rows: number;
  /** The row that totals, the range and what is safe are taken from. */
  readonly main: number;
}

/** What follows from the settings: which odds ratios are looked at, and when enough is known. Logarithms are natural. */
export interface Rules extends Settings {
  /** The odds ratios whose likelihood is kept, ascending. */
  readonly points: readonly number[];
  /** Those of them that speak for "worse". */
  readonly alternatives: readonly number[];
  /** Those of them that speak for "safe"; none without `worseThan`. */
  readonly safeAlternatives: readonly number[];
  /** Where all of these stand among the points. */
  readonly places: Places;
  /** What the evidence must reach for "worse", and the most that one window adds to it. */
  readonly enoughWorse: number;
  readonly mostWorse: number;
  /** The same for "safe". */
  readonly enoughSafe: number;
  readonly mostSafe: number;
}

/** Where the odds ratios of the rules stand among their points. */
export interface Places {
  readonly tolerate: number;
  /** -1 without. */
  readonly worseThan: number;
  readonly alternatives: readonly number[];
  readonly safeAlternatives: readonly number[];
}

const POINTS = [
  0.05, 0.1, 0.2, 0.35, 0.5, 0.7, 0.85, 1, 1.1, 1.2, 1.35, 1.5, 1.75, 2, 2.5, 3, 4, 5, 6.5, 8, 12, 20, 50,
];
const WORSE = [1.2, 1.5, 2, 3, 5, 8, 12, 20, 50];
const SAFE = [0.5, 0.7, 0.85, 1, 1.2];

/** The rules of one comparison. */
export function rulesOf(settings: Settings): Rules {
  const { falseRollback, metrics, tolerate, worseThan, falsePromotion } = settings;
  const own = worseThan === undefined ? [tolerate] : [tolerate, worseThan];
  const points = [...new Set([...POINTS, ...own])].sort((one, other) => one - other);
  const alternatives = WORSE.filter((ratio) => ratio >= 1.1 * tolerate);
  const safeAlternatives = SAFE.filter((ratio) => worseThan !== undefined && ratio <= 0.8 * worseThan);
  const placeOf = (ratio: number): number => points.indexOf(ratio);
  return {
    ...settings,
    points,
    alternatives,
    safeAlternatives,
    places: {
      tolerate: placeOf(tolerate),
      worseThan: worseThan === undefined ? -1 : placeOf(worseThan),
      alternatives: alternatives.map(placeOf),
      safeAlternatives: safeAlternatives.map(placeOf),
    },
    enoughWorse: Math.log(metrics / falseRollback),
    // so that "worse" rests on two windows and "safe" on four: one that is skewed decides nothing
    mostWorse: Math.log((2 * metrics) / falseRollback) / 2,
    enoughSafe: Math.log(1 / falsePromotion),
    mostSafe: Math.log(1 / falsePromotion) / 4,
  };
}
