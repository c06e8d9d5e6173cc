import { ALL_TO_CANARY, ALL_TO_PRIMARY, type Routes } from '@flagger/api';
import { nameOf } from '../names.ts';
import type { Observed } from '../observed.ts';
import { isWeighted, iterationsDone, iterationsWanted } from './iterations.ts';
import type { Strategy } from './strategy.ts';

/** The canary is tested out of sight, then takes all traffic at once, then is promoted. */
export const blueGreen: Strategy = {
  expected(observed) {
    const done = iterationsDone(observed);
    if (done > iterationsWanted(observed)) {
      return observed.mesh.weights ? ALL_TO_CANARY : ALL_TO_PRIMARY;
    }
    return done > 0 ? whileTesting(observed) : ALL_TO_PRIMARY;
  },
  isOfOther: isWeighted,
  hasStarted: (observed) => iterationsDone(observed) > 0,
  advance(observed) {
    const wanted = iterationsWanted(observed);
    const next = iterationsDone(observed) + 1;
    if (next <= wanted) {
      return {
        kind: 'step',
        routes: whileTesting(observed),
        change: { iterations: next, canaryWeight: 0 },
        messages: [`Advance ${nameOf(observed.canary)} canary iteration ${next}/${wanted}`],
      };
    }
    return next === wanted + 1 ? switchOver(observed, next) : { kind: 'promote' };
  },
};

function switchOver({ mesh, canary }: Observed, iterations: number) {
  const message = canary.spec.analysis.mirror
    ? 'Stop traffic mirroring and route all traffic to canary'
    : 'Routing all traffic to canary';
  return {
    kind: 'step',
    ...(mesh.weights ? { routes: ALL_TO_CANARY } : {}),
    change: { iterations, canaryWeight: 0 },
    messages: mesh.weights ? [message] : [],
    gate: 'confirm-promotion',
  } as const;
}

const whileTesting = ({ canary, mesh }: Observed): Routes => ({
  ...ALL_TO_PRIMARY,
  mirrored: mesh.mirror && canary.spec.analysis.mirror === true,
});
