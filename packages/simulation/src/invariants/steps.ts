import {
  intervalMs,
  maxWeight,
  progressDeadlineMs,
  strategyOf,
  threshold,
  webhooksOf,
  type Canary,
  type KubeObject,
} from '@flagger/api';
import { type Applied, at, listOf, textAt } from '@flagger/simulated-cluster';
import type { Facts } from '../facts.ts';
import type { Mesh } from '../meshes.ts';
import { canaryOf, isEnd, isRunning, stageOf, type Stage } from '../stage.ts';
import { isRollbackOfComparison } from './comparing.ts';
import { answerTo } from './asked.ts';
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
  Waiting: ['Progressing', 'Succeeded', 'Failed'],
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
      () => phases(known(write, before), after),
      () => unasked(before, write.after),
      () => canary && weights(before, after, weightsOf(canary, facts.meshes.of(canary))),
      () =>
        after.iterations > before.iterations + 1 && before.phase !== 'WaitingPromotion'
          ? `iteration ${before.iterations} is followed by ${after.iterations}`
          : undefined,
    );
  }),
};

/** Who never heard that its last write was taken goes on from before it. */
function known({ canary }: Pick<Applied, 'canary'>, before: Stage): Stage {
  const then = stageOf(canary);
  return before.phase === 'Failed' && isRunning(then) ? then : before;
}

function phases(before: Stage, after: Stage): Complaint {
  const isAllowed =
    before.phase === after.phase || after.phase === 'Terminating' || (AFTER[before.phase] ?? []).includes(after.phase);
  // only from a failed promotion, when all users are on the target
  const isWithoutUsers = before.phase === 'Failed' && after.phase === 'Promoting' && before.weight !== 100;
  return isAllowed && !isWithoutUsers ? undefined : `${before.phase} is followed by ${after.phase}`;
}

/** Only people take back what waits for approval. */
function unasked(before: Stage, after: KubeObject | undefined): Complaint {
  const isTakenBack = before.phase === 'Waiting' && stageOf(after).phase === 'Failed';
  const isAsked = [answerTo(after, 'abort'), answerTo(after, 'reject')].some((answer) => answer.includes(' is done: '));
  return isTakenBack && !isAsked ? 'what waits for approval fails, and nobody asked for it' : undefined;
}

function weights(before: Stage, after: Stage, steps: readonly number[]): Complaint {
  // who waited at the last step goes on with those that an edit has added; the status that waits bears no weight
  if (after.phase !== 'Progressing' || after.weight <= before.weight || before.phase === 'WaitingPromotion') {
    return undefined;
  }
  const next = steps.find((weight) => weight > before.weight) ?? 100;
  // a spec that was edited meanwhile may be in the middle of other steps
  const isKnown = before.weight === 0 || steps.includes(before.weight);
  return isKnown && after.weight !== next
    ? `weight ${before.weight} is followed by ${after.weight} instead of ${next}`
    : undefined;
}

const sessionOf = (id: string): string => id.replace(/\..*/, '');

export const pace: Invariant = {
  name: 'no check before its time',
  holds: 'Between a step and the check after it a whole interval passes, also across restarts.',
  asked({ question, canary, at }, { step }) {
    const { phase, weight, iterations, failedChecks, time } = stageOf(canary);
    const isPaced = question.what === 'check' && phase === 'Progressing' && weight + iterations + failedChecks > 0;
    // a session that has begun goes on, also where the interval is edited meanwhile
    const first = step.asked.find((other) => sessionOf(other.question.id) === sessionOf(question.id));
    const interval = Math.min(...[canary, first?.canary ?? canary].map(({ spec }) => intervalMs(spec.analysis)));
    const early = Date.parse(time) + interval - at;
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
  // a status says whole seconds
  return ms > deadline - 1000 ? undefined : `the metrics server is given up after ${ms} ms`;
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
  const isForComparison = step.messages.some(isRollbackOfComparison);
  const isByHand = step.messages.some((message) => / aborted by |rejected by hand: /.test(message));
  const isForObstacle = step.messages.some((message) => message.includes('the analysis could not go on for'));
  if (isForChecks && !run.isEdited && failedChecks < most) {
    return `${failedChecks} failed checks of ${most} are enough to fail`;
  }
  return isByHand || isForChecks || isForPods || isForHook || isForMetrics || isForComparison || isForObstacle
    ? undefined
    : 'no event says why the run failed';
}
