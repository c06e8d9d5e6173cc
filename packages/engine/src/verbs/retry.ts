import { ALL_TO_CANARY } from '@flagger/api';
import { flaggerId } from '../ids.ts';
import { nameOf, primaryOf, targetOf } from '../names.ts';
import { targetNotReady } from '../not-ready.ts';
import type { Observed } from '../observed.ts';
import {
  asApplied,
  asSeen,
  isAt,
  isKnownAsPromoted,
  isNewRevision,
  isOtherThanApplied,
  type WithTarget,
} from '../revision.ts';
import { routedCondition } from '../wanted.ts';
import { isPrimaryStuck } from '../wholly-promoted.ts';
import type { Answer } from './answer.ts';
import { isPaused, PAUSED } from './paused.ts';

/** A revision that failed gets another run; a promotion that failed is made again. */
export function retry(observed: Observed): Answer {
  const { phase, canaryWeight } = observed.canary.status;
  if (phase !== 'Failed') {
    return { refused: 'nothing has failed' };
  }
  if (!isAt(observed)) {
    return { refused: 'there is no target' };
  }
  if (isPaused(observed)) {
    return { refused: PAUSED };
  }
  return canaryWeight === 100 ? promotedAgain(observed) : analysedAgain(observed);
}

function analysedAgain(observed: WithTarget): Answer {
  const { canary, target } = observed;
  const isStuck = isPrimaryStuck(observed);
  if (!isStuck && (target.isPromoted || isKnownAsPromoted(observed))) {
    return { refused: `${targetOf(canary)} is what ${primaryOf(canary)} runs` };
  }
  return isNewRevision(observed)
    ? { refused: `${targetOf(canary)} was changed, so that a run begins by itself` }
    : {
        does: `beginning another run of ${nameOf(canary)}`,
        change: { lastAppliedSpec: '', trackedConfigs: {}, ...(isStuck && { lastPromotedSpec: '' }) },
      };
}

function promotedAgain(observed: WithTarget): Answer {
  const { canary } = observed;
  const notReady = targetNotReady(observed);
  if (isOtherThanApplied(observed)) {
    return { refused: `${targetOf(canary)} was changed, which is looked at by itself` };
  }
  if (notReady) {
    return { refused: notReady.message };
  }
  return {
    does: `copying ${targetOf(canary)} template spec to ${primaryOf(canary)} again`,
    first: [{ do: 'promote', ...asSeen(observed), flaggerId: flaggerId(observed) }],
    touch: true,
    change: {
      phase: 'Promoting',
      ...asApplied(observed),
      conditions: { Held: undefined, Routed: routedCondition(observed, ALL_TO_CANARY) },
    },
  };
}
