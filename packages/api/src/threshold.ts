import type { Metric } from './canary.ts';
import type { MetricFinding } from './outside.ts';

/** The least and the most that a metric accepts; whole ms for a duration. */
export interface Bounds {
  readonly min?: number;
  readonly max?: number;
}

/**
 * The values that a metric accepts: its range, else its `threshold` as the least success rate or the most of anything
 * else.
 */
export function boundsOf({ thresholdRange, threshold = 0 }: Metric, source: MetricFinding['source']): Bounds {
  const bounds: Bounds = thresholdRange ?? (source === 'success-rate' ? { min: threshold } : { max: threshold });
  return source === 'duration' ? inWholeMs(bounds) : bounds;
}

const inWholeMs = ({ min, max }: Bounds): Bounds => ({
  ...(min !== undefined && { min: Math.trunc(min) }),
  ...(max !== undefined && { max: Math.trunc(max) }),
});

/** Whether a metric has a value and it lies between its bounds, bounds included. */
export function isWithin({ value, min = -Infinity, max = Infinity, problem }: MetricFinding): boolean {
  return problem === undefined && value !== undefined && value >= min && value <= max;
}
