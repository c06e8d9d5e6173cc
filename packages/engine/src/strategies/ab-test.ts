import { ALL_TO_CANARY, ALL_TO_PRIMARY } from '@flagger/api';
import { nameOf } from '../names.ts';
import { isWeighted, iterationsDone, iterationsWanted } from './iterations.ts';
import type { Strategy } from './strategy.ts';

/** Users who match go to the canary for a number of iterations. */
export const abTest: Strategy = {
  expected: (observed) => (iterationsDone(observed) > 0 ? ALL_TO_CANARY : ALL_TO_PRIMARY),
  isOfOther: isWeighted,
  hasStarted: (observed) => iterationsDone(observed) > 0,
  advance(observed) {
    const wanted = iterationsWanted(observed);
    const next = iterationsDone(observed) + 1;
    if (next > wanted) {
      return { kind: 'promote' };
    }
    return {
      kind: 'step',
      routes: ALL_TO_CANARY,
      change: { iterations: next, canaryWeight: 0 },
      messages: [`Advance ${nameOf(observed.canary)} canary iteration ${next}/${wanted}`],
    };
  },
};
