import { ALL_TO_CANARY } from '@flagger/api';
import { primaryNotReady } from './not-ready.ts';
import type { Observed } from './observed.ts';
import { restored } from './restore.ts';
import { canaryServes, canaryTakesAll, mayHaveUsers, primaryServes } from './safe-routes.ts';
import { route, step, warn, type Step } from './step.ts';
import { upkeep } from './upkeep.ts';
import { isPromotedUnseen } from './verbs/skip.ts';

/**
 * While only the canary has pods it keeps the users that it has, gets the others once it is ready, and is not put to
 * sleep: nothing else happens until the primary is back. A promotion whose primary is given up ends by its own rule.
 */
export function onlyCanaryServes(observed: Observed): Step | undefined {
  if (primaryServes(observed) || !isNeeded(observed) || !mayHaveUsers(observed)) {
    return undefined;
  }
  const notReady = primaryNotReady(observed);
  if (!notReady || (isPromoting(observed) && notReady.state === 'stuck') || isReplaced(observed)) {
    return undefined;
  }
  const isMove = canaryTakesAll(observed) && observed.routes !== undefined && observed.routes.canary !== 100;
  const moved = isMove ? [route(ALL_TO_CANARY)] : [];
  const next = notReady.state === 'waking' && notReady.stuckAt !== undefined ? { at: notReady.stuckAt } : 'change';
  return step([...moved, ...upkeep(observed), ...restored(observed), warn(observed, notReady.message)], next);
}

const isNeeded = (observed: Observed): boolean =>
  canaryTakesAll(observed) || (canaryServes(observed) && (observed.routes?.canary ?? 0) > 0);

const isPromoting = ({ canary: { status } }: Observed): boolean =>
  status.phase === 'Promoting' || status.phase === 'Finalising';

/** Without analysis, or where a person wants it, even a primary that cannot start is replaced, so that this is the way to mend it. */
const isReplaced = (observed: Observed): boolean =>
  isPromotedUnseen(observed) && observed.canary.status.phase === 'Progressing';
