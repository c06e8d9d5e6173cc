import { ALL_TO_PRIMARY, type Action, type Former } from '@flagger/api';
import { announced, formerCondition, letGoCondition, takenBack } from './formers.ts';
import { unexplained } from './explain.ts';
import { isInherited } from './inherited.ts';
import { targetOf } from './names.ts';
import type { Observed } from './observed.ts';
import { givenUpAt } from './obstruction.ts';
import { asApplied, isAt } from './revision.ts';
import { isRollingBack } from './roll-back.ts';
import { primaryServes, safeRoutes } from './safe-routes.ts';
import { hasSettled, settling } from './settle.ts';
import { cookiesAfter } from './stickiness.ts';
import { info, note, status, step, warn, type Step } from './step.ts';
import { UPKEEP, upkeep } from './upkeep.ts';
import { isOutOfLine, movedFrom, routedAt, routedCondition, wantedRoutes } from './wanted.ts';

/**
 * The Canary names another service, mesh or object of the user's than it is routed by. The new routes are made first,
 * with everybody on the primary; once proxies know them the former ones are let go, and a run begins anew.
 */
export function moved(observed: Observed): Step | undefined {
  const former = movedFrom(observed);
  if (!former || isTakenBack(observed) || !isAt(observed) || !primaryServes(observed)) {
    return undefined;
  }
  const kept = upkeep(observed);
  const wanted = safeRoutes(observed, wantedRoutes(observed));
  const isThere = observed.routes && observed.isApexOnPrimary && !isOutOfLine(observed, wanted);
  if (!isThere) {
    return step(kept);
  }
  // a primary that was without pods gets the users of the former routes only now
  const unsettled = (['routes', 'primary'] as const).find((what) => !hasSettled(observed, what));
  if (unsettled) {
    return settling(observed, unsettled, kept);
  }
  return step([
    ...kept,
    { do: 'release', former, users: ALL_TO_PRIMARY },
    warn(observed, toldMove(observed, former)),
    ...arrived(observed),
  ]);
}

/** The Canary is refused, or its run is: rules of their own end that, and where users are to be led waits. */
const isTakenBack = (observed: Observed): boolean =>
  observed.refusal !== undefined || isRollingBack(observed) || observed.now >= givenUpAt(observed);

/**
 * Users of a former name or mesh go to the primary before anything else is done: nobody looks after that split any more.
 * Where they are to be led is written down before anything is made there.
 */
export function leavingFormer(observed: Observed, { actions, ...rest }: Step): Step {
  const former = movedFrom(observed);
  const isDeleted = observed.canary.metadata.deletionTimestamp !== undefined;
  // whom a former Canary left there stays while the primary that was found has no pods
  const left = isInherited(observed) && !primaryServes(observed) ? [] : takenBack(observed);
  const places = [...(former ? [former] : []), ...left];
  const toPrimary = [
    ...places.map((each): Action => ({ do: 'routeFormer', former: each, users: ALL_TO_PRIMARY })),
    ...(former && !isDeleted ? toFormerPrimary(observed, former) : []),
  ];
  const isToCome = former !== undefined && !isDeleted;
  const destination = isToCome ? announced(observed) : undefined;
  if (destination) {
    return { actions: [...toPrimary, note({ conditions: { Former: destination } })], next: rest.next };
  }
  const isEarly = isToCome && former.apex !== routedAt(observed).apex && !primaryServes(observed);
  const letGo = isDeleted ? [] : lettingGo(observed);
  // that is a step of its own: what moves the run on follows once it is written down
  const kept = letGo.length > 0 ? actions.filter((action) => UPKEEP.includes(action.do)) : actions;
  return { ...rest, actions: [...toPrimary, ...letGo, ...(isEarly ? kept.filter(isNoLead) : kept)] };
}

/** Nobody is led under the new name before the primary has pods, which may be a service whose callers somebody else serves. */
const isNoLead = (action: Action): boolean => action.do !== 'ensureApex' || action.apex !== undefined;

/** Callers of a former name whom somebody led to the target go to the primary as well. */
const toFormerPrimary = ({ primary, isFormerApexOnTarget }: Observed, { apex }: Former): readonly Action[] =>
  primary && isFormerApexOnTarget ? [{ do: 'ensureApex', apex }] : [];

/** What was made under a name or in a mesh that was taken back is let go, and then counts as what the canary had before. */
function lettingGo(observed: Observed): readonly Action[] {
  const places = takenBack(observed);
  return places.length > 0 && primaryServes(observed) && !movedFrom(observed)
    ? [
        ...places.map((former): Action => ({ do: 'release', former, users: ALL_TO_PRIMARY })),
        note({ conditions: { Former: letGoCondition(observed) } }),
      ]
    : [];
}

/** Flagger's words for a service that was renamed. */
function toldMove(observed: Observed, former: Former): string {
  const { apex, provider, beside } = routedAt(observed);
  if (former.provider === provider && former.apex === apex) {
    return `The routes moved to ${beside ?? 'no object'} and its copy, what stands beside ${former.beside ?? 'none'} leads nobody to the canary`;
  }
  if (former.apex === apex && familyOf(former.provider) === familyOf(provider)) {
    return `The provider changed to ${provider}, whose objects of ${apex} are those of ${former.provider}`;
  }
  return former.apex === apex
    ? `The provider changed to ${provider}, remove ${former.provider} objects of ${apex} to avoid routing conflicts`
    : `The service name changed to ${apex}, remove ${former.apex} objects to avoid routing conflicts`;
}

/** Of two versions of one API the objects are the same: `gatewayapi:v1`, `gatewayapi:v1beta1`. */
const familyOf = (provider: string): string => provider.replace(/:.*/, '');

function arrived(observed: Observed): readonly Action[] {
  const { phase } = observed.canary.status;
  const conditions = { Former: formerCondition(observed), Routed: routedCondition(observed, wantedRoutes(observed)) };
  if ((phase !== 'Progressing' && phase !== 'WaitingPromotion') || !isAt(observed)) {
    // held up where the former routes could not be let go
    return [status({ conditions })];
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
