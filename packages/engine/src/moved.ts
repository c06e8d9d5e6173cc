import { ALL_TO_PRIMARY, apexName, type Action, type Former } from '@flagger/api';
import { formerCondition } from './formers.ts';
import { unexplained } from './explain.ts';
import { targetOf } from './names.ts';
import type { Observed } from './observed.ts';
import { asApplied, isAt } from './revision.ts';
import { primaryServes, safeRoutes } from './safe-routes.ts';
import { hasSettled, settling } from './settle.ts';
import { cookiesAfter } from './stickiness.ts';
import { info, note, status, step, warn, type Step } from './step.ts';
import { upkeep } from './upkeep.ts';
import { isOutOfLine, movedFrom, routedCondition, wantedRoutes } from './wanted.ts';

/**
 * The Canary names another service or mesh than it is routed by. The new routes are made first, with everybody on the
 * primary; once proxies know them the former ones are let go, and a run begins anew.
 */
export function moved(observed: Observed): Step | undefined {
  const former = movedFrom(observed);
  if (!former || observed.refusal || observed.target.state !== 'found' || !primaryServes(observed)) {
    return undefined;
  }
  const kept = upkeep(observed);
  const wanted = safeRoutes(observed, wantedRoutes(observed));
  const isThere = observed.routes && observed.isApexOnPrimary && !isOutOfLine(observed, wanted);
  if (!isThere) {
    return step(kept);
  }
  if (!hasSettled(observed, 'routes')) {
    return settling(observed, 'routes', kept);
  }
  return step([
    ...kept,
    { do: 'release', former, users: ALL_TO_PRIMARY },
    warn(observed, toldMove(observed, former)),
    ...arrived(observed),
  ]);
}

/** Users of a former name or mesh go to the primary before anything else is done: nobody looks after that split any more. */
export function leavingFormer(observed: Observed, { actions, ...rest }: Step): Step {
  const former = movedFrom(observed);
  return former
    ? { ...rest, actions: [{ do: 'routeFormer', former, users: ALL_TO_PRIMARY }, ...actions] }
    : { ...rest, actions };
}

/** Flagger's words for a service that was renamed. */
function toldMove({ canary, provider }: Observed, former: Former): string {
  const apex = apexName(canary);
  return former.apex === apex
    ? `The provider changed to ${provider}, remove ${former.provider} objects of ${apex} to avoid routing conflicts`
    : `The service name changed to ${apex}, remove ${former.apex} objects to avoid routing conflicts`;
}

function arrived(observed: Observed): readonly Action[] {
  const { phase } = observed.canary.status;
  const conditions = { Former: formerCondition(observed), Routed: routedCondition(observed, wantedRoutes(observed)) };
  if ((phase !== 'Progressing' && phase !== 'WaitingPromotion') || !isAt(observed)) {
    return [note({ conditions })];
  }
  const anew = {
    phase: 'Progressing',
    canaryWeight: 0,
    failedChecks: 0,
    iterations: 0,
    ...asApplied(observed),
    ...cookiesAfter(observed, ALL_TO_PRIMARY),
    ...unexplained(observed),
  } as const;
  return [
    info(observed, `The routes changed! Restarting analysis for ${targetOf(observed.canary)}`),
    status({ ...anew, conditions: { Held: undefined, ...conditions } }),
  ];
}
