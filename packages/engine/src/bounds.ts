import type { Canary, Metric, MetricFinding } from '@flagger/api';

/** The least and the most that a metric accepts; whole ms for a duration. */
export interface Bounds {
  readonly min?: number;
  readonly max?: number;
}

/**
 * The values that a canary accepts of what was found: the range of its metric, else its `threshold` as the least
 * success rate or the most of anything else.
 */
export function boundsOf(canary: Canary, finding: MetricFinding): Bounds {
  const { source } = finding;
  const { thresholdRange, threshold = 0 }: Partial<Metric> = metricOf(canary, finding) ?? {};
  const bounds: Bounds = thresholdRange ?? (source === 'success-rate' ? { min: threshold } : { max: threshold });
  return source === 'duration' ? inWholeMs(bounds) : bounds;
}

/** The metric of the Canary that was measured; several may have one name. */
export function metricOf({ spec }: Canary, { name, index = -1 }: MetricFinding): Metric | undefined {
  const metrics = spec.analysis.metrics ?? [];
  const metric = metrics[index];
  return metric?.name === name ? metric : metrics.find((each) => each.name === name);
}

const inWholeMs = ({ min, max }: Bounds): Bounds => ({
  ...(min !== undefined && { min: Math.trunc(min) }),
  ...(max !== undefined && { max: Math.trunc(max) }),
});
