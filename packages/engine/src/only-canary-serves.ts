import { ALL_TO_CANARY } from '@flagger/api';
import { nameOf } from './names.ts';
import { primaryNotReady, type NotReady } from './not-ready.ts';
import type { Observed } from './observed.ts';
import { newerRevision } from './phases/progress.ts';
import { restored } from './restore.ts';
import { isAt, isOtherThanApplied } from './revision.ts';
import { decisionToRollBack, failedTooOften, hasFailedTooOften, isRollingBack } from './roll-back.ts';
import { canaryServes, canaryTakesAll, mayHaveUsers, primaryServes } from './safe-routes.ts';
import { route, step, warn, type Step } from './step.ts';
import { upkeep } from './upkeep.ts';
import { isPromotedUnseen } from './verbs/skip.ts';
import { movedFrom } from './wanted.ts';
import { isWhollyPromoted } from './wholly-promoted.ts';

/**
 * While only the canary has pods it keeps the users that it has, gets the others once it is ready, and is not put to
 * sleep: nothing else happens until the primary is back, or is given up.
 */
export function onlyCanaryServes(observed: Observed): Step | undefined {
  const notReady = primaryNotReady(observed);
  if (!notReady || primaryServes(observed) || !mayHaveUsers(observed) || isReplaced(observed)) {
    return undefined;
  }
  if (notReady.state === 'stuck') {
    return isNeeded(observed) || mayServe(observed) ? withoutPrimary(observed, notReady) : undefined;
  }
  return isNeeded(observed) ? held(observed, notReady) : undefined;
}

/**
 * A primary that is given up will be replaced: the run goes on with all users on the canary, but is not taken back, not
 * even while the canary has no pods either.
 */
function withoutPrimary(observed: Observed, notReady: NotReady): Step | undefined {
  if (isPromoting(observed)) {
    return undefined;
  }
  if (isMove(observed) || isSetBack(observed) || movedFrom(observed)) {
    return held(observed, notReady);
  }
  if (!isRollingBack(observed) && !hasFailedTooOften(observed)) {
    return undefined;
  }
  const newer = isAt(observed) ? newerRevision(observed) : undefined;
  return newer ?? (isRollingBack(observed) ? held(observed, notReady) : takenBackLater(observed));
}

/** Who is on a canary that failed its checks has nowhere else to go yet. */
function takenBackLater(observed: Observed): Step {
  const { canary } = observed;
  const why = `Rolling back ${nameOf(canary)} failed checks threshold reached ${canary.status.failedChecks ?? 0}`;
  return step([...upkeep(observed), ...failedTooOften(observed), decisionToRollBack('ChecksFailed', why)]);
}

/** Whether pods of the canary are asked for, so that it may serve before the primary does. */
const mayServe = (observed: Observed): boolean => isAt(observed) && observed.target.workload.state.state !== 'asleep';

function held(observed: Observed, notReady: NotReady): Step {
  const moved = isMove(observed) ? [route(ALL_TO_CANARY)] : [];
  const next = notReady.state === 'waking' && notReady.stuckAt !== undefined ? { at: notReady.stuckAt } : 'change';
  return step([...moved, ...upkeep(observed), ...restored(observed), warn(observed, notReady.message)], next);
}

const isMove = (observed: Observed): boolean =>
  canaryTakesAll(observed) && observed.routes !== undefined && observed.routes.canary !== 100;

/** There is nothing to analyse, and nowhere to lead users to. */
const isSetBack = (observed: Observed): boolean =>
  isAt(observed) && isOtherThanApplied(observed) && isWhollyPromoted(observed);

/** Whom the canary has under a former name, or in a former mesh, the routes of now do not say. */
const isNeeded = (observed: Observed): boolean =>
  canaryTakesAll(observed)
  || (canaryServes(observed) && ((observed.routes?.canary ?? 0) > 0 || movedFrom(observed) !== undefined));

const isPromoting = ({ canary: { status } }: Observed): boolean =>
  status.phase === 'Promoting' || status.phase === 'Finalising';

/** Without analysis, or where a person wants it, even a primary that cannot start is replaced, so that this is the way to mend it. */
const isReplaced = (observed: Observed): boolean =>
  isPromotedUnseen(observed) && observed.canary.status.phase === 'Progressing';
