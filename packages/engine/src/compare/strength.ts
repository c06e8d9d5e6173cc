import { logMean } from './log-mean.ts';
import type { Rules } from './rules.ts';
import type { Tally } from './tables.ts';

/** All that is remembered of the windows so far. Its size depends on the rules, never on how many windows there were. */
export interface Evidence {
  /** Log likelihood of each point of the rules, of the main row. */
  readonly likelihood: readonly number[];
  /** For each row and alternative: its log likelihood over that of what is tolerated, since the last fresh start. */
  readonly worse: readonly (readonly number[])[];
  /** The number of the fresh start; the first is 1. */
  readonly start: number;
  /** What the caps took away from the logarithm of the evidence for "worse", and the most that it ever was, at least 0. */
  readonly cutWorse: number;
  readonly peakWorse: number;
  /** The same for "safe". */
  readonly cutSafe: number;
  readonly peakSafe: number;
  /** Windows in which both arms had requests, and their requests and events of the main row. */
  readonly windows: number;
  readonly canary: Tally;
  readonly primary: Tally;
}

/** What speaks for "worse", before the caps and before the starts share what one may risk. */
export const rawWorse = ({ worse }: Pick<Evidence, 'worse'>): number => logMean(worse.flat());

/** What speaks for "safe", before the caps. */
export function rawSafe({ likelihood }: Pick<Evidence, 'likelihood'>, { places }: Rules): number {
  const against = likelihood[places.worseThan] ?? 0;
  return logMean(places.safeAlternatives.map((place) => (likelihood[place] ?? 0) - against));
}

/** The log likelihood of a point of the rules. */
export const at = (rules: Rules, likelihood: readonly number[], ratio: number | undefined): number =>
  (ratio === undefined ? undefined : likelihood[rules.points.indexOf(ratio)]) ?? 0;

/** The logarithm of the evidence that the canary is worse. */
export function logWorse(evidence: Evidence, rules: Rules): number {
  const { start, cutWorse } = evidence;
  const compared = rawWorse(evidence) - cutWorse - Math.log(start * (start + 1));
  return rules.negligible === 0 ? compared : Math.min(compared, logRate(evidence, rules, ABOVE));
}

/** The logarithm of the evidence that the canary is not `worseThan` times as bad; undefined where nothing is to be shown. */
export function logSafe(evidence: Evidence, rules: Rules): number | undefined {
  if (rules.worseThan === undefined) {
    return undefined;
  }
  const compared = rawSafe(evidence, rules) - evidence.cutSafe;
  return rules.negligible === 0 ? compared : logMean([compared, logRate(evidence, rules, BELOW)]);
}

/** Multiples of the negligible rate. */
const ABOVE = [1.5, 2, 3, 5, 10, 20];
const BELOW = [0.5, 0.2, 0.05];

/** What the totals say for a rate of the canary that is so many times the negligible one. */
function logRate({ canary: { n, x } }: Evidence, { negligible }: Rules, multiples: readonly number[]): number {
  const rates = multiples.map((multiple) => multiple * negligible).filter((rate) => rate < 1);
  const ok = Math.log1p(-negligible);
  return logMean(rates.map((rate) => x * Math.log(rate / negligible) + (n - x) * (Math.log1p(-rate) - ok)));
}
