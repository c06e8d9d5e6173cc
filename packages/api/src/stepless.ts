import type { Canary } from './canary.ts';
import type { Problem } from './errors.ts';
import type { MeshProvider } from './mesh-provider.ts';

/** What a strategy needs so that a run of it ends. */
export const A_STEP = 'one of iterations, stepWeight and stepWeights that is more than 0';

const STRATEGIES = ['iterations', 'stepWeight', 'stepWeights'] as const;

/**
 * A strategy that is 0: a run of it would never end, but where the mesh has no shares it counts as absent, and checks
 * are as many as are usual there. Undefined: a mesh that nobody knows yet.
 */
export function stepless({ spec }: Canary, mesh: Pick<MeshProvider, 'capabilities'> | undefined): readonly Problem[] {
  const { iterations = 0, stepWeight = 0, stepWeights = [] } = spec.analysis;
  const hasSteps = [iterations, stepWeight, ...stepWeights].some((step) => step > 0);
  const isWithoutShares = mesh?.capabilities.weights === false && iterations === 0;
  const named = STRATEGIES.find((name) => spec.analysis[name] !== undefined);
  if (spec.skipAnalysis || hasSteps || isWithoutShares || named === undefined) {
    return [];
  }
  return [{ field: `spec.analysis.${named}`, found: JSON.stringify(spec.analysis[named]), allowed: A_STEP }];
}
