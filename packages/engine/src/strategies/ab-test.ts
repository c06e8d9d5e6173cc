import { ALL_TO_CANARY, ALL_TO_PRIMARY } from '@flagger/api';
import { nameOf } from '../names.ts';
import { iterationsDone, iterationsWanted } from './iterations.ts';
import { TO_PROMOTION, type Strategy } from './strategy.ts';

/** Users who match go to the canary for a number of iterations. */
export const abTest: Strategy = {
  promotion: TO_PROMOTION,
  adopted: (observed) => (iterationsDone(observed) > 0 ? ALL_TO_CANARY : ALL_TO_PRIMARY),
  hasStarted: (observed) => iterationsDone(observed) > 0,
  advance(observed) {
    const wanted = iterationsWanted(observed);
    const next = iterationsDone(observed) + 1;
    if (next > wanted) {
      return TO_PROMOTION;
    }
    return {
      kind: 'step',
      routes: ALL_TO_CANARY,
      change: { phase: 'Progressing', iterations: next, canaryWeight: 0 },
      messages: [`Advance ${nameOf(observed.canary)} canary iteration ${next}/${wanted}`],
      gates: [],
    };
  },
};
