import { webhooksOf, type Canary, type Question, type WebhookType } from '@flagger/api';
import { objectKey } from '@flagger/memory-cluster';
import { type Applied, imageOf, isServing } from '@flagger/simulated-cluster';
import type { Facts } from '../facts.ts';
import { canaryOf, isEnd, isRunning, stageOf, type Stage } from '../stage.ts';
import { isApproved, leftOut } from './asked.ts';
import { first, onStatus, type Complaint, type Invariant } from './invariant.ts';
import { checksOf, hasChecks, weightsOf } from './steps.ts';

export const analysed: Invariant = {
  name: 'nothing unanalysed is promoted',
  holds: 'What is copied over the primary is what passed all its checks in this run, unless the analysis is skipped.',
  applied(write, facts) {
    const { ref, before, after } = write;
    const canary = canaryOf(write.canary);
    if (
      objectKey(ref) !== objectKey(facts.released.primary)
      || !after
      || !canary
      || ['', facts.released.copying(before)].includes(facts.released.copying(after))
    ) {
      return undefined;
    }
    if (before === undefined || facts.released.copying(before) === '') {
      return madeAnew(write, facts);
    }
    return isWithoutUsers(write, facts)
      ? undefined
      : first(
          () => sameImage(write, facts),
          () => (canary.spec.skipAnalysis || leftOut(canary) !== '' ? undefined : enough(canary, facts)),
        );
  },
};

/**
 * Nobody loses anything by a copy over a primary that serves nobody and is not in use yet, or is what failed to be
 * promoted; what was promoted before is known.
 */
function isWithoutUsers(write: Applied, facts: Facts): boolean {
  const { canary, known } = write;
  const { phase, weight, promoted } = stageOf(canary);
  const isUnused = !isServing(facts.sawPrimary(known));
  const isBack = facts.revisions.get(promoted) === copiedImage(write, facts);
  return phase === 'Initializing' ? isUnused : phase === 'Failed' && weight === 100 && (isUnused || isBack);
}

/** The image that the primary has after a write. */
const copiedImage = ({ ref, after }: Applied, { released, look }: Facts): string =>
  imageOf(released.primaryIn((each) => (objectKey(each) === objectKey(ref) ? after : look(each))));

function sameImage(write: Applied, facts: Facts): Complaint {
  const run = facts.revisions.get(stageOf(write.canary).applied);
  const copied = copiedImage(write, facts);
  return run !== undefined && run !== copied ? `the run is about ${run}, but ${copied} is copied` : undefined;
}

/** But for the first time, a primary is made of what it ran before. */
function madeAnew(write: Applied, facts: Facts): Complaint {
  const { phase, promoted, applied } = stageOf(write.canary);
  if (phase === '' || phase === 'Initializing') {
    return undefined;
  }
  const copied = copiedImage(write, facts);
  const ran = facts.revisions.get(phase === 'Promoting' || phase === 'Finalising' ? applied : promoted);
  return ran === copied ? undefined : `the primary ran ${ran ?? 'nothing'}, and is made anew of ${copied}`;
}

function enough(canary: Canary, { run, meshes }: Facts): Complaint {
  if (!hasChecks(canary)) {
    return undefined;
  }
  const needed = run.isEdited ? 1 : checksOf(canary, meshes.of(canary));
  return run.passed.size < needed ? `${run.passed.size} of ${needed} checks were passed` : undefined;
}

export const gates: Invariant = {
  name: 'no gate or hook is passed over',
  holds:
    'Each step is taken only after every hook and check before it said yes in that step, and post-rollout hooks are called before a run ends.',
  applied: onStatus((write, facts) => {
    const canary = canaryOf(write.canary);
    // a hand that sets the very route that comes next, or edits the spec so that the one that is there comes next,
    // cannot be told from our own unfinished step
    if (!canary || facts.step.isRouteEdited || facts.step.isSpecEdited) {
      return undefined;
    }
    const [before, after] = [stageOf(write.before), stageOf(write.after)];
    const wanted = needed({ before, after, canary, facts });
    const passed = wanted.find(
      (what) => isAsked(canary, what) && facts.last(what) !== 'yes' && !isNewBeginning(what, facts),
    );
    if (passed !== undefined) {
      return `${before.phase} goes to ${after.phase} ${after.weight}/${after.iterations}, and the answer to ${passed} is ${facts.last(passed) ?? 'none'}`;
    }
    return first(
      () => rolledBack({ before, after, facts }),
      () => hooksAfter({ before, after, canary, facts }),
    );
  }),
};

/** After an edit of the spec the analysis may begin anew, with its pre-rollout hooks. */
const isNewBeginning = (what: Question['what'], { run, step }: Facts): boolean =>
  what === 'check' && run.isEdited && step.messages.some((message) => message.startsWith('Starting canary analysis'));

interface Change {
  readonly before: Stage;
  readonly after: Stage;
  readonly facts: Facts;
}

const isHook = (what: Question['what']): what is WebhookType & Question['what'] =>
  !['check', 'metrics-online', 'target-pods', 'primary-pods'].includes(what);

const isAsked = (canary: Canary, what: Question['what']): boolean =>
  what === 'check'
    ? hasChecks(canary)
    : isHook(what) && webhooksOf(canary, what).length > 0 && !isApproved(canary, what);

/** What must have said yes. */
function needed({ before, after, canary, facts }: Change & { readonly canary: Canary }): readonly Question['what'][] {
  if (after.phase === 'Progressing' && !isRunning(before)) {
    return ['confirm-rollout'];
  }
  if (after.phase === 'Promoting' && isRunning(before) && before.phase !== 'Promoting') {
    return neededToPromote(before, canary, facts);
  }
  if (!isAdvance({ before, after, facts })) {
    return [];
  }
  const isFirst = !facts.run.isStarted;
  const check = isFirst ? 'pre-rollout' : 'check';
  const isIncrease = after.weight > before.weight && (before.weight > 0 || canary.spec.analysis.mirror !== true);
  return isIncrease ? [check, 'confirm-traffic-increase'] : [check];
}

/** People may leave out what is left of the analysis, or even the gates. */
function neededToPromote(before: Stage, canary: Canary, { meshes }: Facts): readonly Question['what'][] {
  if (canary.spec.skipAnalysis || leftOut(canary) === 'PromoteNow') {
    return [];
  }
  if (leftOut(canary) === 'SkipAnalysis') {
    return ['confirm-promotion'];
  }
  // only where users come step by step is there more traffic to confirm
  const isByWeights = before.phase !== 'WaitingPromotion' && weightsOf(canary, meshes.of(canary)).length > 0;
  return isByWeights ? ['check', 'confirm-traffic-increase', 'confirm-promotion'] : ['check', 'confirm-promotion'];
}

/** A step of the analysis; a mirrored one leaves no trace in the status but its time. */
function isAdvance({ before, after, facts }: Change): boolean {
  if (before.phase !== 'Progressing' || after.phase !== 'Progressing') {
    return false;
  }
  const isMirrorStep =
    after.time !== before.time
    && after.failedChecks === before.failedChecks
    && facts.step.messages.some((message) => / canary weight 0$/.test(message));
  return after.weight > before.weight || after.iterations > before.iterations || isMirrorStep;
}

function rolledBack({ before, after, facts }: Change): Complaint {
  const goesOn = isAdvance({ before, after, facts }) || (after.phase === 'Promoting' && before.phase !== 'Promoting');
  return goesOn && facts.last('rollback') === 'yes' ? 'the rollback hook had said yes' : undefined;
}

function hooksAfter({ before, after, canary, facts }: Change & { readonly canary: Canary }): Complaint {
  const isOver = isEnd(after) && isRunning(before);
  if (!isOver || webhooksOf(canary, 'post-rollout').length === 0) {
    return undefined;
  }
  return facts.last('post-rollout') === undefined
    ? `the run ends as ${after.phase} without its post-rollout hooks`
    : undefined;
}
