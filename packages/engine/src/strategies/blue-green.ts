import { ALL_TO_CANARY, ALL_TO_PRIMARY, sameShares, type Routes } from '@flagger/api';
import { nameOf } from '../names.ts';
import type { Observed } from '../observed.ts';
import { iterationsDone, iterationsWanted } from './iterations.ts';
import { TO_PROMOTION, type Move, type Strategy } from './strategy.ts';

/** The canary is tested out of sight, then takes all traffic at once, then is promoted. */
export const blueGreen: Strategy = {
  promotion: TO_PROMOTION,
  adopted(observed) {
    const done = iterationsDone(observed);
    if (done > iterationsWanted(observed)) {
      return observed.mesh.weights ? ALL_TO_CANARY : ALL_TO_PRIMARY;
    }
    return done > 0 ? whileTesting(observed) : ALL_TO_PRIMARY;
  },
  hasStarted: (observed) => iterationsDone(observed) > 0,
  advance(observed, wanted) {
    const last = iterationsWanted(observed);
    const next = iterationsDone(observed) + 1;
    if (next <= last) {
      return {
        kind: 'step',
        routes: whileTesting(observed),
        change: { phase: 'Progressing', iterations: next, canaryWeight: 0 },
        messages: [`Advance ${nameOf(observed.canary)} canary iteration ${next}/${last}`],
        gates: [],
      };
    }
    return isSwitchedOver(observed, wanted) ? TO_PROMOTION : switchOver(observed, last + 1);
  },
};

/** Where users go tells it, not the number of iterations: that may have been edited. */
function isSwitchedOver(observed: Observed, wanted: Routes): boolean {
  return observed.mesh.weights
    ? sameShares(wanted, ALL_TO_CANARY)
    : iterationsDone(observed) > iterationsWanted(observed);
}

function switchOver({ mesh, canary }: Observed, iterations: number): Move {
  const message = canary.spec.analysis.mirror
    ? 'Stop traffic mirroring and route all traffic to canary'
    : 'Routing all traffic to canary';
  return {
    kind: 'step',
    ...(mesh.weights ? { routes: ALL_TO_CANARY } : {}),
    change: { iterations, canaryWeight: 0 },
    messages: mesh.weights ? [message] : [],
    gates: ['confirm-promotion'],
  };
}

const whileTesting = ({ canary, mesh }: Observed): Routes => ({
  ...ALL_TO_PRIMARY,
  mirrored: mesh.mirror && canary.spec.analysis.mirror === true,
});
