export { createChecks } from './checks.ts';
export type { ChecksOptions, MeshQueries } from './options.ts';
export { metricsServerProblem } from './online.ts';
