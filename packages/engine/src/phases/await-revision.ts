import { ALL_TO_PRIMARY, sameRoutes, webhooksOf, type Action } from '@flagger/api';
import { answerTo, ask } from '../ask.ts';
import { isMuted } from '../gate.ts';
import { pollOf } from '../hold.ts';
import { nameOf, targetOf } from '../names.ts';
import { awaitPods, primaryNotReady } from '../not-ready.ts';
import { awaitRestored, restored } from '../restore.ts';
import { asApplied, isForeign, isNewRevision, type WithTarget } from '../revision.ts';
import { alert, detailedAlert, info, note, route, says, status, step, warn, type Step } from '../step.ts';
import { expectedRoutes, upkeep } from '../upkeep.ts';

/** Rests until the target changes, then starts a run. */
export function awaitRevision(observed: WithTarget): Step {
  const { canary } = observed;
  if (isForeign(observed)) {
    return adopt(observed);
  }
  const isNew = isNewRevision(observed);
  if (canary.status.phase === 'Waiting' && (!isNew || observed.target.isPromoted)) {
    return noLongerWaiting(observed);
  }
  if (!isNew) {
    return rest(observed);
  }
  if (observed.target.isPromoted) {
    return step([
      ...upkeep(observed),
      note({ ...asApplied(observed), lastPromotedSpec: observed.target.workload.revision }),
    ]);
  }
  if (!observed.primary) {
    return awaitRestored(observed);
  }
  const notReady = canary.spec.skipAnalysis ? undefined : primaryNotReady(observed);
  return notReady ? awaitPods(observed, notReady) : enter(observed);
}

/** Nothing to do but to keep what we made; a reverted target is remembered, so that the next change is seen as one. */
function rest(observed: WithTarget): Step {
  const {
    status: { lastAppliedSpec },
  } = observed.canary;
  const { revision } = observed.target.workload;
  return step([
    ...upkeep(observed),
    ...restored(observed),
    ...setBack(observed),
    ...(revision === lastAppliedSpec ? [] : [note({ lastAppliedSpec: revision })]),
  ]);
}

/**
 * The target was set back to what the primary runs while a run of it waited for approval: there is nothing left to
 * approve.
 */
function noLongerWaiting(observed: WithTarget): Step {
  return step([
    ...upkeep(observed),
    info(observed, `${targetOf(observed.canary)} was set back to the promoted revision, stopping the analysis`),
    status({ phase: 'Succeeded', canaryWeight: 0, iterations: 0, ...asApplied(observed) }),
  ]);
}

/** Between runs the status says where traffic goes. */
function setBack(observed: WithTarget): readonly Action[] {
  const expected = expectedRoutes(observed);
  if (!observed.routes || sameRoutes(observed.routes, expected)) {
    return [];
  }
  return [
    route(expected),
    warn(
      observed,
      `Routes of ${nameOf(observed.canary)} were changed by somebody else, setting them back to ${expected.primary}/${expected.canary}`,
    ),
  ];
}

/**
 * Flagger's digests cannot be recomputed: what it left behind counts as seen, unless the primary runs something else.
 */
function adopt(observed: WithTarget): Step {
  const {
    canary: {
      status: { phase },
    },
    target,
  } = observed;
  const isKnown = target.isPromoted || phase === 'Failed';
  return step([
    ...upkeep(observed),
    note(
      isKnown
        ? { ...asApplied(observed), ...(target.isPromoted ? { lastPromotedSpec: target.workload.revision } : {}) }
        : { lastAppliedSpec: '' },
    ),
  ]);
}

/** Starts the run, if every confirm-rollout hook agrees. */
function enter(observed: WithTarget): Step {
  const { canary } = observed;
  if (webhooksOf(canary, 'confirm-rollout').length === 0) {
    return start(observed, []);
  }
  const poll = pollOf(observed);
  const isWaiting = canary.status.phase === 'Waiting';
  if (isWaiting && poll.isEarly) {
    return step(upkeep(observed), { at: poll.nextAt });
  }
  const gate = { what: 'confirm-rollout', poll: poll.number } as const;
  const answer = answerTo(observed, gate);
  if (!answer) {
    return ask(observed, upkeep(observed), gate);
  }
  if (answer.verdict === 'yes') {
    return start(observed, says(observed, answer));
  }
  if (isWaiting) {
    return step(upkeep(observed), { at: poll.nextAt });
  }
  const alerts = isMuted(canary, answer) ? [] : [alert(observed, 'warn', 'Canary is waiting for approval.')];
  return step([
    ...says(observed, answer),
    ...alerts,
    status({ phase: 'Waiting', canaryWeight: 0, failedChecks: 0, iterations: 0 }),
  ]);
}

function start(observed: WithTarget, said: readonly Action[]): Step {
  const { canary } = observed;
  return step([
    ...upkeep(observed),
    ...(observed.routes && !sameRoutes(observed.routes, ALL_TO_PRIMARY) ? [route(ALL_TO_PRIMARY)] : []),
    { do: 'scaleTarget', to: 'spec' },
    ...said,
    info(observed, `New revision detected! Scaling up ${targetOf(canary)}`, { phase: 'Progressing' }),
    detailedAlert(observed, 'New revision detected, progressing canary analysis.'),
    status({ phase: 'Progressing', canaryWeight: 0, failedChecks: 0, iterations: 0, ...asApplied(observed) }),
  ]);
}
