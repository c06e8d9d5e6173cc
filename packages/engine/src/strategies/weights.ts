import { ALL_TO_PRIMARY, maxWeight, split, type Analysis, type Routes } from '@flagger/api';
import { nameOf } from '../names.ts';
import type { Observed } from '../observed.ts';
import type { Move, Strategy } from './strategy.ts';

/** Progressive traffic: more weight at every passed check, promotion at the last one. */
export const weights: Strategy = {
  expected(observed) {
    return isMirroring(observed) ? { ...ALL_TO_PRIMARY, mirrored: true } : split(weightOf(observed));
  },
  isOfOther: ({
    canary: {
      status: { phase, iterations = 0 },
    },
  }) => phase === 'Progressing' && iterations > 0,
  hasStarted: (observed) =>
    weightOf(observed) > 0 || isMirroring(observed) || observed.canary.status.phase === 'WaitingPromotion',
  advance(observed): Move {
    const { canary } = observed;
    const { analysis } = canary.spec;
    if (canary.status.phase === 'WaitingPromotion' || weightOf(observed) >= maxWeight(analysis)) {
      return { kind: 'promote' };
    }
    const routes = nextRoutes(observed);
    return {
      kind: 'step',
      routes,
      change: { canaryWeight: routes.canary, iterations: 0 },
      messages: [`Advance ${nameOf(canary)} canary weight ${routes.canary}`],
      ...(isMirroring(observed) ? {} : { gate: 'confirm-traffic-increase' }),
    };
  },
};

/** With mirroring, one step of mirrored traffic comes before the first real one. */
function nextRoutes(observed: Observed): Routes {
  const { canary, mesh } = observed;
  const { analysis } = canary.spec;
  const mirrorsFirst = mesh.mirror && analysis.mirror && weightOf(observed) === 0 && !isMirroring(observed);
  return mirrorsFirst ? { ...ALL_TO_PRIMARY, mirrored: true } : split(nextWeight(analysis, weightOf(observed)));
}

/** Status weighs nothing while mirroring, so only the mesh can tell. */
const isMirroring = (observed: Observed): boolean =>
  weightOf(observed) === 0 && observed.canary.spec.analysis.mirror === true && observed.routes?.mirrored === true;

const weightOf = ({ canary }: Observed): number => canary.status.canaryWeight ?? 0;

/** The weight after `weight`, percent; may be above the last one, as in Flagger. */
export function nextWeight({ stepWeight, stepWeights }: Analysis, weight: number): number {
  return stepWeight ? weight + stepWeight : (stepWeights?.find((next) => next > weight) ?? 100);
}
