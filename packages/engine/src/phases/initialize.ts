import { ALL_TO_PRIMARY, type Action } from '@flagger/api';
import { ending } from '../ending.ts';
import { flaggerId } from '../ids.ts';
import { isInherited, nothingInherited, offDeadTarget } from '../inherited.ts';
import { nameOf } from '../names.ts';
import { primaryNotReady } from '../not-ready.ts';
import { lookedAt } from '../pods.ts';
import { restored } from '../restore.ts';
import { asApplied, type WithTarget } from '../revision.ts';
import { hasLeft, toPrimary } from '../roll-back.ts';
import { primaryServes } from '../safe-routes.ts';
import { answerTo, ask } from '../session.ts';
import { settling } from '../settle.ts';
import { detailedAlert, info, note, says, step, warn, type Step } from '../step.ts';
import { scaler } from '../upkeep.ts';
import { isPrimaryStuck } from '../wholly-promoted.ts';

const ONLINE = { what: 'metrics-online' } as const;

/** Creates the primary and, once it is ready, moves the apex service and the mesh onto it. */
export function initialize(observed: WithTarget): Step {
  const isAnalysed = observed.canary.spec.skipAnalysis !== true;
  const online = answerTo(observed, ONLINE);
  const notReady = awaited(observed);
  const made: readonly Action[] = [
    ...servicesUnlessInUse(observed),
    ...(online ? says(observed, online) : []),
    ...primary(observed),
    ...scaler(observed, false),
  ];
  const waiting = [...mended(observed), ...told(observed), ...offDeadTarget(observed)];
  const actions = observed.primary && notReady ? [...made, ...waiting] : made;
  if (isAnalysed && !online) {
    return ask(observed, actions, ONLINE);
  }
  if (notReady) {
    const next = notReady.state === 'waking' && notReady.stuckAt !== undefined ? { at: notReady.stuckAt } : 'change';
    return lookedAt(observed, 'primary', step(actions, next));
  }
  return moveIn(observed, made);
}

/** Why the primary cannot take users yet; one that was there before serves on where its last rollout failed, as in a run. */
function awaited(observed: WithTarget): ReturnType<typeof primaryNotReady> {
  const notReady = primaryNotReady(observed);
  const isServingOn = notReady?.state === 'stuck' && isInherited(observed) && primaryServes(observed);
  return isServingOn ? undefined : notReady;
}

/** Where users are on the primary of a former target, or of a Canary that had them before, these lead to it until the new one is ready. */
const servicesUnlessInUse = (observed: WithTarget): readonly Action[] =>
  (observed.isOnFormerTarget || observed.isOnAnothers) && awaited(observed)
    ? []
    : [{ do: 'prepareMesh' }, { do: 'ensureServices' }];

/** One that was there before is not made anew from a target that was not compared with it. */
const primary = (observed: WithTarget): readonly Action[] =>
  isInherited(observed) && !observed.primary
    ? restored(observed)
    : [{ do: 'ensurePrimary', revision: observed.target.workload.revision, flaggerId: flaggerId(observed) }];

/**
 * A first image that does not start is copied again when the target is mended: nobody is on the primary yet. Users of
 * one that was there before are given as long as it may take to be back.
 */
function mended(observed: WithTarget): readonly Action[] {
  const { primary, target } = observed;
  const isAwaited = (isInherited(observed) && !isPrimaryStuck(observed)) || isToComeBack(observed);
  return target.isPromoted || primary?.isServing || isAwaited
    ? []
    : [{ do: 'promote', revision: target.workload.revision, flaggerId: flaggerId(observed) }];
}

/** A target that is named again has a primary from before, whose pods were all there: users stay elsewhere meanwhile. */
function isToComeBack(observed: WithTarget): boolean {
  const { primary, isOnFormerTarget } = observed;
  const wasThere = primary?.state.state === 'waking' && primary.state.isRolledOut === true;
  return isOnFormerTarget === true && wasThere && primaryNotReady(observed)?.state === 'waking';
}

/** The target serves on for as long as it takes; at the deadline that is said where people and Flux look. */
function told(observed: WithTarget): readonly Action[] {
  const notReady = primaryNotReady(observed);
  if (notReady?.state !== 'stuck') {
    return notReady ? [warn(observed, notReady.message), ...untold(observed)] : [];
  }
  const message = `Initialization failed, the target serves on: ${notReady.message}`;
  return [
    warn(observed, notReady.message),
    note({ conditions: { Promoted: { status: 'False', reason: 'Initializing', message } } }),
  ];
}

const untold = ({ canary }: WithTarget): readonly Action[] =>
  canary.status.conditions?.some(({ type, status }) => type === 'Promoted' && status === 'False')
    ? [note({ phase: 'Initializing' })]
    : [];

function moveIn(observed: WithTarget, made: readonly Action[]): Step {
  const { canary, isApexOnPrimary } = observed;
  if (!isApexOnPrimary && lacksScaler(observed)) {
    return step(made);
  }
  const moved: readonly Action[] = [
    ...made,
    { do: 'ensureApex' },
    { do: 'ensureRoutes', expected: ALL_TO_PRIMARY },
    ...toPrimary(observed),
  ];
  if (!isApexOnPrimary || !hasLeft(observed)) {
    return isApexOnPrimary ? settling(observed, 'routes', moved) : step(moved);
  }
  if (hasNoRoutes(observed)) {
    return step(moved);
  }
  const revision = initialRevision(observed);
  return step([
    ...moved,
    { do: 'sleepTarget' },
    info(observed, `Initialization done! ${nameOf(canary)}`, { phase: 'Initialized', ...revision }),
    detailedAlert(observed, `New ${canary.spec.targetRef.kind} detected, initialization completed.`),
    ending(observed, {
      phase: 'Initialized',
      canaryWeight: 0,
      failedChecks: 0,
      iterations: 0,
      ...revision,
      conditions: nothingInherited(observed),
    }),
  ]);
}

/** A primary that could not follow its load gets no users: the target serves on, with its own autoscaler. */
const lacksScaler = ({ failing }: WithTarget): boolean => failing.some(({ action }) => action === 'ensureScaler');

/**
 * A mesh whose object cannot be made splits nothing: that is told, and the target serves on. One that others changed to
 * what nobody can read may lead users to the target.
 */
const hasNoRoutes = ({ routes, failing, mesh, uninstalled, isSecondToServices }: WithTarget): boolean =>
  routes === undefined
  && (failing.some(({ action }) => action === 'ensureRoutes')
    || (mesh.weights && uninstalled === undefined && isSecondToServices !== true));

/**
 * A primary that was not copied from what the target is now has never been analysed against it: the first run does
 * that. One whose last rollout failed has not promoted what it was copied from.
 */
function initialRevision(observed: WithTarget) {
  const { primary, target } = observed;
  if (isPrimaryStuck(observed)) {
    return { trackedConfigs: {}, lastPromotedSpec: '' };
  }
  if (primary?.flaggerId !== flaggerId(observed) && !target.isPromoted) {
    return { trackedConfigs: {} };
  }
  return { ...asApplied(observed), lastPromotedSpec: target.workload.revision };
}
