import { quantile } from '../go-math.ts';
import type { Window } from '../vector.ts';
import { average, changes, maximum, minimum, resets, sum, variance } from './over-time.ts';
import { delta, idelta, increase, irate, predicted, rate, slope } from './rates.ts';

/**
 * A function of the samples of one series; `parameter` is the scalar that some take. Undefined where there are too
 * few samples.
 */
export type RangeFunction = (window: Window, parameter: number) => number | undefined;

/** The functions of range vectors that give one value for each series, by name. */
export const RANGE_FUNCTIONS: ReadonlyMap<string, RangeFunction> = new Map<string, RangeFunction>([
  ['rate', rate],
  ['increase', increase],
  ['delta', delta],
  ['irate', irate],
  ['idelta', idelta],
  ['deriv', slope],
  ['predict_linear', predicted],
  ['changes', ({ values }) => changes(values)],
  ['resets', ({ values }) => resets(values)],
  ['avg_over_time', ({ values }) => average(values)],
  ['min_over_time', ({ values }) => minimum(values)],
  ['max_over_time', ({ values }) => maximum(values)],
  ['sum_over_time', ({ values }) => sum(values)],
  ['count_over_time', ({ values }) => values.length],
  ['stddev_over_time', ({ values }) => Math.sqrt(variance(values))],
  ['stdvar_over_time', ({ values }) => variance(values)],
  ['last_over_time', ({ values }) => values.at(-1)],
  ['present_over_time', () => 1],
  ['quantile_over_time', ({ values }, q) => quantile(q, values)],
]);
