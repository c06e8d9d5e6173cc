import { ALL_TO_CANARY, ALL_TO_PRIMARY, webhooksOf, type Action } from '@flagger/api';
import { ending } from '../ending.ts';
import { unexplained } from '../explain.ts';
import { isMuted } from '../gate.ts';
import { flaggerId, revisionId } from '../ids.ts';
import { primaryOf, targetOf } from '../names.ts';
import { awaitPods, primaryNotReady, targetNotReady } from '../not-ready.ts';
import { NOTHING_OF_PODS } from '../pods.ts';
import { pollOf } from '../poll.ts';
import { awaitRestored, restored } from '../restore.ts';
import {
  asApplied,
  asSeen,
  isBack,
  isKnownAsPromoted,
  isNewRevision,
  isOtherThanApplied,
  isUnseen,
  type WithTarget,
} from '../revision.ts';
import { toPrimary } from '../roll-back.ts';
import { isLeftToCanary, isOnFormerPrimary, primaryServes } from '../safe-routes.ts';
import { inSession, type Halted } from '../session.ts';
import { alert, detailedAlert, info, note, route, step, warn, type Step } from '../step.ts';
import { upkeep } from '../upkeep.ts';
import { approvedOf, approvedRevision } from '../verbs/approved.ts';
import { isPaused } from '../verbs/paused.ts';
import { movedFrom } from '../wanted.ts';
import { isPrimaryStuck, isWhollyPromoted } from '../wholly-promoted.ts';

/** Rests until the target changes, then starts a run. */
export function awaitRevision(observed: WithTarget): Step {
  const { canary } = observed;
  if (canary.status.phase === 'Waiting' && (!isNewRevision(observed) || isWhollyPromoted(observed))) {
    return noLongerWaiting(observed);
  }
  // what failed to be promoted may be named as promoted
  const isNew = isNewRevision(observed) || (isOtherThanApplied(observed) && isPrimaryStuck(observed));
  if (isHeldBack(observed, isNew)) {
    return heldBack(observed);
  }
  const mended = afterFailedPromotion(observed);
  if (mended) {
    return mended;
  }
  if (!isNew) {
    return rest(observed);
  }
  if (isWhollyPromoted(observed)) {
    return step([
      ...upkeep(observed),
      note({ ...asApplied(observed), lastPromotedSpec: observed.target.workload.revision }),
    ]);
  }
  return begun(observed);
}

/**
 * A run begins as soon as the primary can take users back, or is given up, so that only the run can replace it; users of
 * a former name or mesh are led to the primary first.
 */
function begun(observed: WithTarget): Step {
  if (!observed.primary) {
    return awaitRestored(observed);
  }
  const notReady = observed.canary.spec.skipAnalysis ? undefined : primaryNotReady(observed);
  const isAwaited = notReady && (notReady.state !== 'stuck' || (!observed.primary.isServing && movedFrom(observed)));
  return isAwaited ? awaitPods(observed, 'primary', notReady) : enter(observed);
}

/** A person paused the canary: no run begins, and no promotion is mended. */
function isHeldBack(observed: WithTarget, isNew: boolean): boolean {
  return isPaused(observed) && !isWhollyPromoted(observed) && (isNew || isLeftToCanary(observed));
}

/** Where all users are on the target since a promotion failed, what it was set to since gets none of them unanalysed. */
function heldBack(observed: WithTarget): Step {
  if (!isLeftToCanary(observed) || !isUnseen(observed) || !primaryServes(observed)) {
    return step([...upkeep(observed), ...restored(observed)]);
  }
  return leftForPrimary(observed);
}

function leftForPrimary(observed: WithTarget): Step {
  const { canary } = observed;
  return step([
    route(ALL_TO_PRIMARY),
    warn(
      observed,
      `${targetOf(canary)} was changed after its promotion failed, routing all traffic to ${primaryOf(canary)}`,
    ),
    ending(observed, { canaryWeight: 0, ...overwritten(observed) }),
  ]);
}

/** Nothing to do but to keep what we made; a reverted target is remembered, so that the next change is seen as one. */
function rest(observed: WithTarget): Step {
  const { lastAppliedSpec } = observed.canary.status;
  const { revision } = observed.target.workload;
  return step([
    ...upkeep(observed),
    ...restored(observed),
    ...(revision === lastAppliedSpec ? [] : [note({ lastAppliedSpec: revision })]),
  ]);
}

/** All users are on the target since a promotion failed. */
const afterFailedPromotion = (observed: WithTarget): Step | undefined =>
  isLeftToCanary(observed) ? (leftAsleep(observed) ?? copiedAgain(observed)) : undefined;

/** A target that was scaled to zero is woken, as in a run, where nothing else serves or it is what is to be copied. */
function leftAsleep(observed: WithTarget): Step | undefined {
  const isAsleep = observed.target.workload.state.state === 'asleep';
  return isAsleep && (!primaryServes(observed) || isBack(observed)) && !isOnFormerPrimary(observed)
    ? step([...upkeep(observed), ...restored(observed), { do: 'wakeTarget', isRepair: true }])
    : undefined;
}

/**
 * Whatever the target is set to has all users already, so where the primary serves nobody, or the target is back at
 * what was promoted before, the primary is made the same and takes them back.
 */
function copiedAgain(observed: WithTarget): Step | undefined {
  const { canary, target, primary } = observed;
  if (!primary || !isOtherThanApplied(observed)) {
    return undefined;
  }
  // the copy may have been made before a crash, and not been written down
  if (!isBack(observed) && !target.isPromoted && primaryServes(observed)) {
    return begun(observed);
  }
  const notReady = targetNotReady(observed);
  if (notReady) {
    return awaitPods(observed, 'target', notReady);
  }
  return step([
    { do: 'promote', ...asSeen(observed), flaggerId: flaggerId(observed) },
    warn(
      observed,
      `Copying ${targetOf(canary)} template spec to ${primaryOf(canary)} without analysis: ${whyCopied(observed)}`,
    ),
    ending(observed, { phase: 'Promoting', ...asApplied(observed) }, ALL_TO_CANARY),
  ]);
}

function whyCopied(observed: WithTarget): string {
  const primary = primaryOf(observed.canary);
  const isCopied = observed.target.isPromoted && primaryServes(observed) ? `${primary} runs it already` : undefined;
  // without a mesh the apex service leads to the primary all the time
  const isOnIt = observed.mesh.weights ? ' and all users are on it' : '';
  return isBack(observed) ? 'it was promoted before' : (isCopied ?? `${primary} serves nobody${isOnIt}`);
}

/**
 * The target was set back to what the primary runs, or to what failed, while a run of it waited for approval: there is
 * nothing left to approve, and what failed has failed still.
 */
function noLongerWaiting(observed: WithTarget): Step {
  const isPromoted = !isPrimaryStuck(observed) && (observed.target.isPromoted || isKnownAsPromoted(observed));
  const phase = isPromoted ? 'Succeeded' : 'Failed';
  const to = isPromoted ? 'the promoted revision' : 'the revision that failed';
  return step([
    ...upkeep(observed),
    info(observed, `${targetOf(observed.canary)} was set back to ${to}, stopping the analysis`, { phase }),
    ending(observed, { phase, canaryWeight: 0, iterations: 0, ...asApplied(observed) }),
  ]);
}

/** Starts the run, if every confirm-rollout hook agrees. */
function enter(observed: WithTarget): Step {
  const { canary } = observed;
  if (webhooksOf(canary, 'confirm-rollout').length === 0) {
    return start(observed, upkeep(observed));
  }
  if (isLeftToCanary(observed)) {
    // gates may take long, and nobody looked at what they are asked about
    return leftForPrimary(observed);
  }
  const approved = approvedRevision(canary);
  if (approved !== undefined && approved !== revisionId(observed)) {
    // what waits now is not what people approved
    return step([...upkeep(observed), note({ conditions: { Approved: undefined } })]);
  }
  const isWaiting = canary.status.phase === 'Waiting';
  const { firstAt, number } = pollOf(observed);
  return inSession(observed, {
    inquiries: [{ what: 'confirm-rollout' }],
    kept: upkeep(observed),
    firstAt: approvedOf(canary, 'confirm-rollout').length > 0 ? observed.now : firstAt,
    number,
    passed: (said) => start(observed, said),
    halted: (halted) => (isWaiting ? step(upkeep(observed)) : wait(observed, halted)),
  });
}

function wait(observed: WithTarget, { answer, said }: Halted): Step {
  const alerts = isMuted(observed.canary, answer) ? [] : [alert(observed, 'warn', 'Canary is waiting for approval.')];
  const waiting = { phase: 'Waiting', canaryWeight: 0, failedChecks: 0, iterations: 0 } as const;
  return step([...said, ...alerts, ending(observed, waiting)]);
}

/** A promotion that failed has overwritten what the primary ran: set back to that, the target is as new as any other. */
const overwritten = (observed: WithTarget): { readonly lastPromotedSpec?: string } =>
  isLeftToCanary(observed) ? { lastPromotedSpec: '' } : {};

function start(observed: WithTarget, said: readonly Action[]): Step {
  const { canary } = observed;
  return step([
    ...toPrimary(observed),
    ...said,
    { do: 'wakeTarget' },
    info(observed, `New revision detected! Scaling up ${targetOf(canary)}`, { phase: 'Progressing' }),
    detailedAlert(observed, 'New revision detected, progressing canary analysis.'),
    ending(observed, {
      phase: 'Progressing',
      canaryWeight: 0,
      failedChecks: 0,
      iterations: 0,
      ...asApplied(observed),
      ...overwritten(observed),
      ...unexplained(observed),
      conditions: NOTHING_OF_PODS,
    }),
  ]);
}
