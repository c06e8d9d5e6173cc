import { logMean } from './log-mean.ts';
import type { Rules } from './rules.ts';
import type { Evidence } from './strength.ts';

/** Which odds ratios the evidence leaves open, with 95 % at any number of looks. */
export interface Range {
  /** The nearest ratios that are excluded; 0 and undefined where none is. */
  readonly low: number;
  readonly high?: number;
  /** The likeliest ratio; undefined as long as nothing happened. */
  readonly estimate?: number;
}

const TWENTY_TO_ONE = Math.log(20);

/** The range of odds ratios that are left, of the main row. */
export function rangeOf({ likelihood, canary, primary }: Evidence, { points }: Rules): Range {
  if (canary.x + primary.x === 0) {
    return { low: 0 };
  }
  const least = logMean(likelihood) - TWENTY_TO_ONE;
  // log likelihoods have one hill: what is left has no gaps
  const first = likelihood.findIndex((log) => log > least);
  const last = likelihood.findLastIndex((log) => log > least);
  const high = points[last + 1];
  return { low: points[first - 1] ?? 0, ...(high !== undefined && { high }), estimate: estimateOf(likelihood, points) };
}

/** The top of the parabola through the best point and its neighbours, over the logarithms of the ratios. */
function estimateOf(likelihood: readonly number[], points: readonly number[]): number {
  const best = likelihood.indexOf(likelihood.reduce((one, other) => Math.max(one, other), -Infinity));
  const [left, here, right] = [-1, 0, 1].map((step) => {
    const [ratio, log] = [points[best + step], likelihood[best + step]];
    return ratio === undefined || log === undefined ? undefined : { x: Math.log(ratio), y: log };
  });
  if (!here || !left || !right) {
    return points[best] ?? 1;
  }
  const [down, up] = [here.x - left.x, here.x - right.x];
  const [fall, other] = [here.y - right.y, here.y - left.y];
  const bend = down * fall - up * other;
  return bend === 0 ? Math.exp(here.x) : Math.exp(here.x - (down * down * fall - up * up * other) / (2 * bend));
}
