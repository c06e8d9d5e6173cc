export { createChecks } from './checks.ts';
export type { ChecksOptions, MeshQueries } from './options.ts';
export { metricsServerProblem } from './online.ts';
export { prometheusRange, type Instant, type Ranged, type TimeRange } from './sources/prometheus-range.ts';
export type { Measured, MetricQuery, Server, Source } from './sources/source.ts';
