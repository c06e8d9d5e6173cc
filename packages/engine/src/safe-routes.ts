import { ALL_TO_CANARY, ALL_TO_PRIMARY, sameRoutes, split, type Action, type Phase, type Routes } from '@flagger/api';
import type { Observed } from './observed.ts';
import type { Step } from './step.ts';
import { withStickiness, type Cookies } from './stickiness.ts';
import { isOtherTarget } from './other-target.ts';
import { movedFrom } from './wanted.ts';

/** Whether any pod of the canary can take users. */
export const canaryServes = ({ target }: Observed): boolean => target.state === 'found' && target.workload.isServing;

export const primaryServes = ({ primary }: Observed): boolean => primary?.isServing === true;

/**
 * Whether users are still on the primary of a target that the Canary named before, or of a Canary that had them before,
 * and that of its target has no pods: neither it nor its target is where they can go.
 */
export const isOnFormerPrimary = ({ canary, primary, isOnFormerTarget, isOnAnothers }: Observed): boolean =>
  (isOnFormerTarget === true || isOnAnothers === true)
  && primary?.isServing === false
  && canary.metadata.deletionTimestamp === undefined;

/** Whether the canary can take all users; pods that may be gone are not enough. */
export const canaryTakesAll = ({ target }: Observed): boolean =>
  target.state === 'found' && target.workload.state.state === 'ready' && target.workload.isServing;

/** Whether it is a phase of a run, or of a deletion, in which the canary may have users. */
export const isWithUsers = (phase: Phase | undefined): boolean => phase !== undefined && WITH_USERS.includes(phase);

const WITH_USERS: readonly Phase[] = ['Progressing', 'WaitingPromotion', 'Promoting', 'Finalising', 'Terminating'];

/**
 * Whether the canary takes part in a run, or in a deletion, in which the mesh can give it users, be it under a former
 * name.
 */
export function mayHaveUsers(observed: Observed): boolean {
  const { canary, mesh, routes, uninstalled } = observed;
  // what somebody deleted is made again
  const canLead = mesh.weights && (routes !== undefined || uninstalled === undefined);
  return (
    isWithUsers(canary.status.phase)
    && !isOtherTarget(observed)
    && !isOnFormerPrimary(observed)
    && (movedFrom(observed) !== undefined || canLead)
  );
}

/** A promotion failed, and all users are on the target until it is mended. */
export const isLeftToCanary = ({ canary: { status } }: Observed): boolean =>
  status.phase === 'Failed' && status.canaryWeight === 100;

/** The same, and where a promotion of this target failed: what splits users led them there, also under a former name. */
const mayBeOnCanary = (observed: Observed): boolean =>
  mayHaveUsers(observed)
  || (isLeftToCanary(observed)
    && (observed.mesh.weights || movedFrom(observed) !== undefined)
    && !isOtherTarget(observed)
    && !isOnFormerPrimary(observed));

/**
 * Routes that send nobody to a side without pods, as long as the other side has some. Users whom the canary has stay
 * while any of its pods serves; more of them go there only once it is ready.
 */
export function safeRoutes(observed: Observed, wanted: Routes): Routes {
  if (primaryServes(observed)) {
    const mayHave = isMoreThanNow(observed, wanted) ? canaryTakesAll : canaryServes;
    return mayHave(observed) ? wanted : ALL_TO_PRIMARY;
  }
  if (isOnFormerPrimary(observed)) {
    return ALL_TO_PRIMARY;
  }
  if (!mayBeOnCanary(observed) || wanted.primary === 0) {
    return wanted;
  }
  return canaryTakesAll(observed) ? ALL_TO_CANARY : withoutLeaving(observed, wanted);
}

/**
 * The primary has no pods: whom a canary has that is not ready, but serves, stays there. Where nobody can tell whether
 * it serves, the others lose nothing by going there as well. Copies of requests are not begun for it either.
 */
function withoutLeaving(observed: Observed, wanted: Routes): Routes {
  const { canary: share, mirrored } = observed.routes ?? ALL_TO_PRIMARY;
  const isUnknown = observed.target.state === 'unusable';
  const mayServe = canaryServes(observed) || isUnknown;
  if (mayServe && share > wanted.canary) {
    return isUnknown ? ALL_TO_CANARY : split(share);
  }
  return { ...wanted, mirrored: wanted.mirrored && mirrored && mayServe };
}

const isMoreThanNow = ({ routes }: Observed, { canary, mirrored }: Routes): boolean =>
  canary > (routes?.canary ?? 0) || (mirrored && routes?.mirrored !== true);

/** Every route of a step, with nobody sent to a side without pods, and with who stays where by the cookies of then. */
export function safe(observed: Observed, { actions, ...step }: Step): Step {
  let cookies: Cookies = observed.canary.status;
  const sticky = (routes: Routes): Routes => withStickiness(observed, safeRoutes(observed, routes), cookies);
  const isUnsure = isFormerBetterLeft(observed);
  const made = actions.flatMap((action): Action | readonly Action[] => {
    switch (action.do) {
      case 'status':
        cookies = { ...cookies, ...action.status };
        return action;
      case 'route':
        return known(observed, { ...action, routes: sticky(action.routes) });
      case 'ensureRoutes':
        return { ...action, expected: sticky(action.expected) };
      case 'routeFormer':
        return isUnsure ? [] : { ...action, users: safeRoutes(observed, action.users) };
      case 'release':
        return action.users ? { ...action, users: safeRoutes(observed, action.users) } : action;
      default:
        return action;
    }
  });
  return { ...step, actions: made };
}

/**
 * Neither side is where all can go, and the canary serves: whom it has under a former name stays there. How many these
 * are the routes of now do not say.
 */
const isFormerBetterLeft = (observed: Observed): boolean =>
  !primaryServes(observed) && mayBeOnCanary(observed) && canaryServes(observed) && !canaryTakesAll(observed);

type Route = Extract<Action, { do: 'route' }>;

/** Routes that this process made already, and that are not there any more, somebody else changed: whichever rule asks for them. */
const known = ({ routed }: Observed, action: Route): Route =>
  routed && sameRoutes(routed, action.routes) ? { ...action, isRepair: true } : action;
