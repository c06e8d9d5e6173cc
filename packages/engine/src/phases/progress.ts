import { ALL_TO_PRIMARY, threshold } from '@flagger/api';
import { flaggerId } from '../ids.ts';
import { nameOf, primaryOf, targetOf } from '../names.ts';
import { awaitPods, primaryNotReady, targetNotReady } from '../not-ready.ts';
import { awaitRestored } from '../restore.ts';
import { asApplied, isOtherThanApplied, type WithTarget } from '../revision.ts';
import { decisionToRollBack, end, rollBack, toPrimary } from '../roll-back.ts';
import { alert, info, route, status, step, warn, type Step } from '../step.ts';
import { ask, hasSettled, settle } from '../ask.ts';
import { scaler, upkeep } from '../upkeep.ts';
import { analyse } from './analyse.ts';

/** The rules of a running analysis, most urgent first; the first one with an answer decides. */
const RULES: readonly ((observed: WithTarget) => Step | undefined)[] = [
  unfinishedRollBack,
  unfinishedPromotion,
  revertedTarget,
  newerRevision,
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

function unfinishedRollBack(observed: WithTarget): Step | undefined {
  const decided = observed.canary.status.conditions?.find(({ type }) => type === 'RollingBack');
  return decided && rollBack(observed, [warn(observed, decided.message)]);
}

/** The primary was copied in this very step, and the process died before the status said so. */
function unfinishedPromotion(observed: WithTarget): Step | undefined {
  return observed.primary?.flaggerId === flaggerId(observed) ? promoted(observed) : undefined;
}

/** Nothing is left to analyse when the target is back at what the primary runs. */
function revertedTarget(observed: WithTarget): Step | undefined {
  if (!isOtherThanApplied(observed) || !observed.target.isPromoted) {
    return undefined;
  }
  const { canary } = observed;
  const stopped = [
    ...toPrimary(observed),
    info(observed, `${targetOf(canary)} was set back to the promoted revision, stopping the analysis`),
  ];
  if (!hasSettled(observed)) {
    return ask(observed, stopped, settle(observed));
  }
  return step([
    ...stopped,
    { do: 'scaleTarget', to: 'zero' },
    status({
      phase: 'Succeeded',
      canaryWeight: 0,
      failedChecks: 0,
      iterations: 0,
      ...asApplied(observed),
      conditions: { Held: undefined },
    }),
  ]);
}

/** An older template with a newer config has never been analysed either. */
function newerRevision(observed: WithTarget): Step | undefined {
  if (!isOtherThanApplied(observed)) {
    return undefined;
  }
  return step([
    route(ALL_TO_PRIMARY),
    info(observed, `New revision detected! Restarting analysis for ${targetOf(observed.canary)}`),
    status({
      phase: 'Progressing',
      canaryWeight: 0,
      failedChecks: 0,
      iterations: 0,
      ...asApplied(observed),
      conditions: { Held: undefined },
    }),
  ]);
}

/** Without analysis even a primary that cannot start is replaced, so that this is the way to mend it. */
function unfitPrimary(observed: WithTarget): Step | undefined {
  if (!observed.primary) {
    return awaitRestored(observed);
  }
  return observed.canary.spec.skipAnalysis ? undefined : unfit(observed, primaryNotReady(observed));
}

/**
 * Somebody, or a rollback that a newer revision overtook, scaled the target to zero: no pods are no pods that could
 * be analysed.
 */
function sleepingTarget(observed: WithTarget): Step | undefined {
  const { canary, target } = observed;
  const isAsleep = target.workload.replicas === 0 && !canary.spec.skipAnalysis;
  return isAsleep ? step([...upkeep(observed), { do: 'scaleTarget', to: 'spec' }]) : undefined;
}

function unfitTarget(observed: WithTarget): Step | undefined {
  return unfit(observed, targetNotReady(observed));
}

function unfit(observed: WithTarget, notReady: ReturnType<typeof primaryNotReady>): Step | undefined {
  if (!notReady) {
    return undefined;
  }
  return notReady.state === 'stuck' ? giveUp(observed, notReady.message) : awaitPods(observed, notReady);
}

/**
 * Once the target is scaled down nobody can see any more that its pods were stuck, so the decision is written down
 * first.
 */
function giveUp(observed: WithTarget, message: string): Step {
  return step([...toPrimary(observed), warn(observed, message), decisionToRollBack('PodsNotReady', message)]);
}

/** Promotes at once; the target goes to sleep only when the primary can take over. */
function analysisSkipped(observed: WithTarget): Step | undefined {
  return observed.canary.spec.skipAnalysis ? promoted(observed) : undefined;
}

function promoted(observed: WithTarget): Step {
  const { canary, target } = observed;
  const copied = [
    ...(canary.spec.skipAnalysis ? toPrimary(observed) : []),
    { do: 'promote', revision: target.workload.revision, flaggerId: flaggerId(observed) } as const,
    info(observed, `Copying ${targetOf(canary)} template spec to ${primaryOf(canary)}`),
  ];
  if (!canary.spec.skipAnalysis) {
    return step([...copied, status({ phase: 'Promoting', conditions: { Held: undefined } })]);
  }
  if (observed.primary?.flaggerId !== flaggerId(observed)) {
    return step(copied);
  }
  const notReady = primaryNotReady(observed);
  if (notReady) {
    return notReady.state === 'stuck'
      ? rollBack(observed, [warn(observed, notReady.message)])
      : step(copied, notReady.stuckAt === undefined ? 'change' : { at: notReady.stuckAt });
  }
  if (!hasSettled(observed)) {
    return ask(observed, [...copied, ...scaler(observed, true)], settle(observed));
  }
  return end(
    observed,
    [
      ...copied,
      { do: 'scaleTarget', to: 'zero' },
      info(observed, `Promotion completed! Canary analysis was skipped for ${targetOf(canary)}`, {
        phase: 'Succeeded',
      }),
      alert(observed, 'info', 'Canary analysis was skipped, promotion finished.'),
    ],
    { phase: 'Succeeded', canaryWeight: 0, iterations: 0, lastPromotedSpec: target.workload.revision },
  );
}

function tooManyFailedChecks(observed: WithTarget): Step | undefined {
  const { canary } = observed;
  const { failedChecks = 0 } = canary.status;
  if (failedChecks < threshold(canary.spec.analysis)) {
    return undefined;
  }
  return rollBack(observed, [
    warn(observed, `Rolling back ${nameOf(canary)} failed checks threshold reached ${failedChecks}`),
    alert(observed, 'error', `Failed checks threshold reached ${failedChecks}`),
  ]);
}
