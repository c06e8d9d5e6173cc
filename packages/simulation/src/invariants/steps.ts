import {
  intervalMs,
  maxWeight,
  progressDeadlineMs,
  strategyOf,
  threshold,
  webhooksOf,
  type Canary,
} from '@flagger/api';
import type { Applied } from '../cluster/write.ts';
import type { Facts } from '../facts.ts';
import { at, listOf, textAt } from '../json.ts';
import type { Mesh } from '../meshes.ts';
import { canaryOf, isEnd, isRunning, stageOf, type Stage } from '../stage.ts';
import { first, onStatus, type Complaint, type Invariant } from './invariant.ts';

/** The shares that a canary goes through, percent; empty where it is released by rounds. */
export function weightsOf({ spec }: Canary, { provider }: Mesh): readonly number[] {
  const { analysis } = spec;
  if (!provider.capabilities.weights || strategyOf(spec) !== 'canary') {
    return [];
  }
  const last = maxWeight(analysis);
  const { stepWeight = 0, stepWeights = [] } = analysis;
  if (stepWeight === 0) {
    return stepWeights;
  }
  const steps = Math.ceil(last / stepWeight);
  return Array.from({ length: steps }, (_, at) => Math.min(100, (at + 1) * stepWeight));
}

/** How many checks a revision must pass to be promoted. */
export function checksOf(canary: Canary, mesh: Mesh): number {
  const weights = weightsOf(canary, mesh);
  const { weights: canSplit, match, mirror } = mesh.provider.capabilities;
  if (weights.length > 0) {
    return weights.length + (mirror && canary.spec.analysis.mirror === true ? 1 : 0);
  }
  const isTest = canSplit && match && strategyOf(canary.spec) === 'ab-testing';
  return (canary.spec.analysis.iterations || 10) + (isTest ? 0 : 1);
}

export const hasChecks = (canary: Canary): boolean =>
  webhooksOf(canary, 'rollout').length > 0 || (canary.spec.analysis.metrics ?? []).length > 0;

const AFTER: Readonly<Record<string, readonly string[]>> = {
  '': ['Initializing'],
  Initializing: ['Initialized'],
  Initialized: ['Waiting', 'Progressing'],
  Succeeded: ['Waiting', 'Progressing'],
  Failed: ['Waiting', 'Progressing', 'Promoting'],
  Waiting: ['Progressing', 'Succeeded'],
  Progressing: ['WaitingPromotion', 'Promoting', 'Failed', 'Succeeded'],
  WaitingPromotion: ['Promoting', 'Progressing', 'Failed', 'Succeeded'],
  Promoting: ['Finalising', 'Failed'],
  Finalising: ['Succeeded', 'Failed'],
};

export const order: Invariant = {
  name: 'steps in order',
  holds: 'Phases, weights and iterations follow each other as the spec says, and none is skipped.',
  applied: onStatus((write, facts) => {
    const [before, after] = [stageOf(write.before), stageOf(write.after)];
    const canary = canaryOf(write.canary);
    return first(
      () => phases(before, after),
      () => canary && weights(before, after, weightsOf(canary, facts.mesh)),
      () =>
        after.iterations > before.iterations + 1 && before.phase !== 'WaitingPromotion'
          ? `iteration ${before.iterations} is followed by ${after.iterations}`
          : undefined,
    );
  }),
};

function phases(before: Stage, after: Stage): Complaint {
  const isAllowed =
    before.phase === after.phase || after.phase === 'Terminating' || (AFTER[before.phase] ?? []).includes(after.phase);
  // only from a failed promotion, when all users are on the target
  const isWithoutUsers = before.phase === 'Failed' && after.phase === 'Promoting' && before.weight !== 100;
  return isAllowed && !isWithoutUsers ? undefined : `${before.phase} is followed by ${after.phase}`;
}

function weights(before: Stage, after: Stage, steps: readonly number[]): Complaint {
  if (after.phase !== 'Progressing' || after.weight <= before.weight) {
    return undefined;
  }
  const next = steps.find((weight) => weight > before.weight) ?? 100;
  // a spec that was edited meanwhile may be in the middle of other steps
  const isKnown = before.weight === 0 || steps.includes(before.weight);
  return isKnown && after.weight !== next
    ? `weight ${before.weight} is followed by ${after.weight} instead of ${next}`
    : undefined;
}

export const pace: Invariant = {
  name: 'no check before its time',
  holds: 'Between a step and the check after it a whole interval passes, also across restarts.',
  asked({ question, canary, at }) {
    const { phase, weight, iterations, failedChecks, time } = stageOf(canary);
    const isPaced = question.what === 'check' && phase === 'Progressing' && weight + iterations + failedChecks > 0;
    const early = Date.parse(time) + intervalMs(canary.spec.analysis) - at;
    return isPaced && early > 0 ? `it is asked ${early} ms too early` : undefined;
  },
};

export const cause: Invariant = {
  name: 'no rollback without a cause',
  holds:
    'A check counts as failed only if it was answered with no, and a run fails only for as many of them as the spec says, or for pods, hooks, a metrics server that stays away or something that stops it for the whole deadline.',
  applied: onStatus((write, facts) => {
    const [before, after] = [stageOf(write.before), stageOf(write.after)];
    const canary = canaryOf(write.canary);
    const isEarly = canary && tooEarly(write, facts, progressDeadlineMs(canary.spec));
    if (isEarly) {
      return isEarly;
    }
    const isFailedCheck = after.failedChecks > before.failedChecks && after.phase === 'Progressing';
    if (isFailedCheck && !facts.step.answered.some(({ verdict }) => verdict === 'no')) {
      return 'a check counts as failed that nobody answered with no';
    }
    return canary && isRunning(before) && isEnd(after) && after.phase === 'Failed'
      ? reasonOf(facts, threshold(canary.spec.analysis), before)
      : undefined;
  }),
};

/** A metrics server that stays away is given up once this very operator has waited for the whole deadline. */
function tooEarly({ before, after }: Applied, { step, bornAt, now }: Facts, deadline: number): Complaint {
  const [was, is] = [before, after].map((object) => isGivenUp(object));
  if (!is || was) {
    return undefined;
  }
  const checks = step.answered.filter(({ question }) => question.what === 'check');
  const held = checks.slice(checks.findLastIndex(({ verdict }) => verdict !== 'hold') + 1);
  const ms = now() - Math.max(bornAt, held[0]?.at ?? Infinity);
  return ms >= deadline ? undefined : `the metrics server is given up after ${ms} ms`;
}

const isGivenUp = (object: object | undefined): boolean =>
  listOf(at(object, 'status', 'conditions')).some(
    (each) => textAt(each, 'reason') === 'MetricsServerUnreachable' && textAt(each, 'type') === 'RollingBack',
  );

/** The least threshold that the spec had during the run is not known after an edit. */
function reasonOf({ step, run }: Facts, most: number, { failedChecks }: Stage): Complaint {
  const isForChecks = step.messages.some((message) => message.includes('failed checks threshold reached'));
  const isForPods = step.messages.some((message) => message.includes('not ready: '));
  const isForHook = step.messages.some((message) => message.includes('manual webhook invoked'));
  const isForMetrics = step.messages.some((message) => message.includes('metrics server could not be reached for'));
  const isForObstacle = step.messages.some((message) => message.includes('the analysis could not go on for'));
  if (isForChecks && !run.isEdited && failedChecks < most) {
    return `${failedChecks} failed checks of ${most} are enough to fail`;
  }
  return isForChecks || isForPods || isForHook || isForMetrics || isForObstacle
    ? undefined
    : 'no event says why the run failed';
}
