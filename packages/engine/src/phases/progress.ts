import { ALL_TO_PRIMARY, strategyOf, type StrategyName } from '@flagger/api';
import { ending } from '../ending.ts';
import { unexplained } from '../explain.ts';
import { flaggerId } from '../ids.ts';
import { heardMeanwhile } from '../listening.ts';
import { primaryOf, targetOf } from '../names.ts';
import { awaitPods, isPrimaryGivenUp, primaryNotReady, targetNotReady, type NotReady } from '../not-ready.ts';
import { NOTHING_OF_PODS } from '../pods.ts';
import { awaitRestored } from '../restore.ts';
import { asApplied, asSeen, isOtherThanApplied, type WithTarget } from '../revision.ts';
import { decisionToRollBack, end, hasLeft, tooManyFailedChecks, toPrimary, toSleep } from '../roll-back.ts';
import { settling } from '../settle.ts';
import { alert, info, route, step, warn, type Step } from '../step.ts';
import { upkeep } from '../upkeep.ts';
import { isPromotedUnseen } from '../verbs/skip.ts';
import { wantedRoutes, writtenDown } from '../wanted.ts';
import { isWhollyPromoted } from '../wholly-promoted.ts';
import { analyse } from './analyse.ts';

/** The rules of a running analysis, most urgent first; the first one with an answer decides. */
const RULES: readonly ((observed: WithTarget) => Step | undefined)[] = [
  revertedTarget,
  newerRevision,
  editedStrategy,
  tooManyFailedChecks,
  unfitPrimary,
  sleepingTarget,
  unfitTarget,
  analysisSkipped,
];

export function progress(observed: WithTarget): Step {
  for (const rule of RULES) {
    const decided = rule(observed);
    if (decided) {
      return decided;
    }
  }
  return analyse(observed);
}

/** Nothing is left to analyse when the target is back at what the primary runs: the run ends, and was no success. */
function revertedTarget(observed: WithTarget): Step | undefined {
  if (!isOtherThanApplied(observed) || !isWhollyPromoted(observed)) {
    return undefined;
  }
  const what = `${targetOf(observed.canary)} was set back to the promoted revision, stopping the analysis`;
  const stopped = [...toPrimary(observed), info(observed, what, { phase: 'Succeeded' })];
  if (!hasLeft(observed)) {
    return settling(observed, 'routes', stopped);
  }
  return end(
    observed,
    [
      ...stopped,
      ...toSleep(observed),
      alert(observed, 'warn', 'Canary analysis was stopped, the target was set back.'),
    ],
    {
      change: {
        phase: 'Succeeded',
        canaryWeight: 0,
        failedChecks: 0,
        iterations: 0,
        ...asApplied(observed),
        conditions: { Promoted: { status: 'True', reason: 'Succeeded', message: `${what}.` } },
      },
      told: 'Failed',
    },
  );
}

/** An older template with a newer config has never been analysed either. */
export function newerRevision(observed: WithTarget): Step | undefined {
  const text = `New revision detected! Restarting analysis for ${targetOf(observed.canary)}`;
  return isOtherThanApplied(observed) ? restarted(observed, text) : undefined;
}

const NAMES: Readonly<Record<StrategyName, string>> = {
  canary: 'weights',
  'blue-green': 'blue/green',
  'ab-testing': 'A/B testing',
};

/**
 * What was passed with one strategy says nothing about another; without its matches the users of an A/B test would be
 * everybody.
 */
function editedStrategy(observed: WithTarget): Step | undefined {
  const { spec, status } = observed.canary;
  const [before, now] = [writtenDown(observed)?.strategy, strategyOf(spec)];
  const isTaken = status.phase === 'WaitingPromotion' || before === 'ab-testing' || now === 'ab-testing';
  if (before === undefined || before === now || !isTaken) {
    return undefined;
  }
  return restarted(
    observed,
    `The strategy was changed from ${NAMES[before]} to ${NAMES[now]}! Restarting analysis for ${targetOf(observed.canary)}`,
  );
}

function restarted(observed: WithTarget, text: string): Step {
  return step([
    route(ALL_TO_PRIMARY),
    info(observed, text),
    ending(observed, {
      phase: 'Progressing',
      canaryWeight: 0,
      failedChecks: 0,
      iterations: 0,
      ...asApplied(observed),
      ...unexplained(observed),
      conditions: { RollingBack: undefined, ...NOTHING_OF_PODS },
    }),
  ]);
}

/** A primary that is given up stops no run, whether or not former pods of it serve on: the promotion will replace it. */
function unfitPrimary(observed: WithTarget): Step | undefined {
  if (!observed.primary) {
    return awaitRestored(observed);
  }
  const notReady = isPromotedUnseen(observed) ? undefined : primaryNotReady(observed);
  return !notReady || notReady.state === 'stuck'
    ? undefined
    : heardWithUsers(observed, awaitPods(observed, 'primary', notReady));
}

/**
 * Somebody, or a rollback that a newer revision overtook, scaled the target to zero: no pods are no pods that could
 * be analysed.
 */
function sleepingTarget(observed: WithTarget): Step | undefined {
  const isAsleep = observed.target.workload.state.state === 'asleep';
  return isAsleep ? step([...upkeep(observed), { do: 'wakeTarget', isRepair: true }]) : undefined;
}

/**
 * Once the target is scaled down nobody can see any more that its pods were stuck, so the decision is written down
 * first.
 */
function unfitTarget(observed: WithTarget): Step | undefined {
  const notReady = targetNotReady(observed);
  if (notReady?.state === 'stuck' && isPrimaryGivenUp(observed)) {
    return withoutPods(observed, notReady);
  }
  if (notReady?.state === 'stuck') {
    const { message } = notReady;
    return step([
      ...toPrimary(observed),
      warn(observed, message),
      alert(observed, 'error', `Progress deadline exceeded ${message}`),
      decisionToRollBack('PodsNotReady', message),
    ]);
  }
  return notReady && heardWithUsers(observed, awaitPods(observed, 'target', notReady));
}

/** Nobody gains by going back to a primary that serves nobody: whichever has pods first takes them. */
function withoutPods(observed: WithTarget, notReady: NotReady): Step {
  const waits = heardWithUsers(observed, awaitPods(observed, 'target', notReady));
  const told = alert(observed, 'warn', `${primaryOf(observed.canary)} has no pods either: ${notReady.message}`);
  return { ...waits, actions: [...waits.actions, told] };
}

/** Pods that went when users were on the canary already may never be back. */
const heardWithUsers = (observed: WithTarget, waits: Step): Step =>
  (observed.routes?.canary ?? 0) > 0 ? heardMeanwhile(observed, waits) : waits;

/** Goes the way of every promotion: users leave the target when the primary can take them. */
function analysisSkipped(observed: WithTarget): Step | undefined {
  const { canary } = observed;
  if (!isPromotedUnseen(observed)) {
    return undefined;
  }
  return step([
    ...(canary.spec.skipAnalysis ? toPrimary(observed) : []),
    { do: 'promote', ...asSeen(observed), flaggerId: flaggerId(observed) },
    info(observed, `Copying ${targetOf(canary)} template spec to ${primaryOf(canary)}`),
    ending(observed, { phase: 'Promoting' }, canary.spec.skipAnalysis ? ALL_TO_PRIMARY : wantedRoutes(observed)),
  ]);
}
