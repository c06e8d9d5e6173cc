import { ALL_TO_PRIMARY, maxWeight, split, type Analysis, type Routes } from '@flagger/api';
import { nameOf } from '../names.ts';
import type { Observed } from '../observed.ts';
import type { Move, Strategy } from './strategy.ts';

/** Progressive traffic: more weight at every passed check, promotion at the last one. */
export const weights: Strategy = {
  promotion: { kind: 'promote', gates: ['confirm-traffic-increase', 'confirm-promotion'] },
  adopted(observed) {
    const { canaryWeight = 0 } = observed.canary.status;
    const isMirrored = canaryWeight === 0 && observed.canary.spec.analysis.mirror && observed.routes?.mirrored;
    return isMirrored ? { ...ALL_TO_PRIMARY, mirrored: true } : split(canaryWeight);
  },
  hasStarted: ({ canary }, wanted) =>
    wanted.canary > 0 || wanted.mirrored || canary.status.phase === 'WaitingPromotion',
  advance(observed, wanted): Move {
    const { canary } = observed;
    if (wanted.canary >= maxWeight(canary.spec.analysis)) {
      return weights.promotion;
    }
    const routes = nextRoutes(observed, wanted);
    return {
      kind: 'step',
      routes,
      change: { phase: 'Progressing', canaryWeight: routes.canary, iterations: 0 },
      messages: [`Advance ${nameOf(canary)} canary weight ${routes.canary}`],
      gates: wanted.mirrored ? [] : ['confirm-traffic-increase'],
    };
  },
};

/** With mirroring, one step of mirrored traffic comes before the first real one. */
function nextRoutes({ canary, mesh }: Observed, { canary: weight, mirrored }: Routes): Routes {
  const { analysis } = canary.spec;
  const mirrorsFirst = mesh.mirror && analysis.mirror && weight === 0 && !mirrored;
  return mirrorsFirst ? { ...ALL_TO_PRIMARY, mirrored: true } : split(nextWeight(analysis, weight));
}

/** The weight after `weight`, percent; may be above the last one, as in Flagger. */
export function nextWeight({ stepWeight, stepWeights }: Analysis, weight: number): number {
  return stepWeight ? weight + stepWeight : (stepWeights?.find((next) => next > weight) ?? 100);
}
