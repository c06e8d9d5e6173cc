import type { Action } from '@flagger/api';
import { restoredId } from './ids.ts';
import { primaryOf, targetOf } from './names.ts';
import type { Observed } from './observed.ts';
import {
  asSeen,
  isAt,
  isKnownAsPromoted,
  isOtherThanApplied,
  isPromotedRevision,
  knowsPromoted,
  type WithTarget,
} from './revision.ts';
import { step, warn, type Step } from './step.ts';
import { upkeep } from './upkeep.ts';

/**
 * Waits for a primary that was deleted: makes it anew where that is possible, and says what a person can do where it
 * is not.
 */
export const awaitRestored = (observed: Observed): Step => step([...upkeep(observed), ...restored(observed)]);

/** A primary that was deleted comes back from the target, if that is just what the primary ran, or where that is still there. */
export function restored(observed: Observed): readonly Action[] {
  if (observed.primary) {
    return [];
  }
  const gone = `${primaryOf(observed.canary)} is gone and`;
  const target = targetOf(observed.canary);
  if (!isAt(observed)) {
    return [warn(observed, `${gone} there is no ${target} to make it anew from`)];
  }
  if (observed.isPromotedKept || isWhatPrimaryRan(observed)) {
    return [{ do: 'ensurePrimary', ...asSeen(observed), flaggerId: restoredId(observed) }];
  }
  return [
    warn(
      observed,
      observed.target.neverReturns || isPromotedRevision(observed) || !knowsPromoted(observed)
        ? `${gone} what it ran is not known: delete and create the Canary to make it anew from ${target}`
        : `${gone} ${target} is not at the promoted revision: set it back to that revision to restore the primary`,
    ),
  ];
}

/** In these phases the configs of the last run are those that were promoted; in all others the status remembers which were. */
function isWhatPrimaryRan(observed: WithTarget): boolean {
  switch (observed.canary.status.phase) {
    case 'Promoting':
    case 'Finalising':
      return !isOtherThanApplied(observed);
    case 'Initialized':
    case 'Succeeded':
      return isPromotedRevision(observed) && !isOtherThanApplied(observed);
    default:
      return isKnownAsPromoted(observed);
  }
}
