import {
  progressDeadlineMs,
  type Action,
  type PodTrouble,
  type Question,
  type Side,
  type WorkloadState,
} from '@flagger/api';
import { dueAt, intervalOf } from './interval.ts';
import { primaryOf, targetOf } from './names.ts';
import type { Observed } from './observed.ts';
import { beside, foundBeside } from './session.ts';
import { shown } from './shown.ts';
import { note, warn, type Step } from './step.ts';

/** The conditions that say why pods are not ready; while they are, or nobody knows, there is none. */
const CONDITIONS: Readonly<Record<Side, string>> = { target: 'TargetReady', primary: 'PrimaryReady' };
const LONGEST = 400;

/**
 * Adds to a step that waits for pods what is known of why they are not ready, and asks it: first when the wait has
 * lasted an interval or half of the deadline, then ever more rarely, since each asking is a request.
 */
export function lookedAt(observed: Observed, side: Side, step: Step): Step {
  const state = stateOf(observed, side);
  const look = state && state.state !== 'asleep' ? lookDue(observed, side, state) : undefined;
  if (!look) {
    return step;
  }
  const questions = Array.from({ length: look.number + 1 }, (_, number) => beside(observed, `${side}-pods`, number));
  const ask = questions.at(-1);
  const known = questions.flatMap((question) => foundBeside(observed, question) ?? []).at(-1);
  // an answer goes with the session that it was given in
  const isOver = look.number >= 0 && observed.now >= look.dueAt + intervalOf(observed);
  const isAsked = !ask || isOver || foundBeside(observed, ask) !== undefined;
  return {
    ...step,
    actions: [...step.actions, ...(known?.kind === 'pods' ? told(observed, side, known.trouble) : [])],
    ...(!isAsked && step.ask === undefined && { ask: ask satisfies Question }),
    next: step.next === 'change' ? { at: look.nextAt } : { at: Math.min(step.next.at, look.nextAt) },
  };
}

/** What was said of pods goes when they are ready. */
export const toldReady = (observed: Observed): readonly Action[] =>
  (['target', 'primary'] as const).flatMap((side) =>
    stateOf(observed, side)?.state === 'ready' && conditionOf(observed, side)
      ? [note({ conditions: { [CONDITIONS[side]]: undefined } })]
      : [],
  );

/** What was said of the pods of the run before, taken back as a new one begins. */
export const NOTHING_OF_PODS = { TargetReady: undefined } as const;

interface Look {
  /** -1 before the first. */
  readonly number: number;
  /** Ms since the epoch, as `nextAt`. */
  readonly dueAt: number;
  readonly nextAt: number;
}

/** Which look it is, when it was due and when the next one is; each pause is twice the one before. */
function lookDue(observed: Observed, side: Side, state: WorkloadState): Look {
  const { now, canary } = observed;
  const stuckAt = state.state === 'waking' ? givenUpAt(observed, side, state) : undefined;
  const firstAt = Math.min(dueAt(observed), (stuckAt ?? Infinity) - progressDeadlineMs(canary.spec) / 2);
  const interval = intervalOf(observed);
  if (now < firstAt && state.state !== 'stuck') {
    return { number: -1, dueAt: firstAt, nextAt: firstAt };
  }
  const number = Math.floor(Math.log2(1 + Math.max(0, now - firstAt) / interval));
  const at = (which: number): number => firstAt + interval * (2 ** which - 1);
  return { number, dueAt: at(number), nextAt: at(number + 1) };
}

function told(observed: Observed, side: Side, trouble: PodTrouble | undefined): readonly Action[] {
  if (!trouble) {
    return [];
  }
  const message = sentence(observed, side, trouble);
  const change = { status: 'False', reason: trouble.reason, message } as const;
  return [
    warn(observed, message),
    ...(conditionOf(observed, side)?.message === message ? [] : [note({ conditions: { [CONDITIONS[side]]: change } })]),
  ];
}

function sentence({ canary }: Observed, side: Side, { pod, container, reason, message }: PodTrouble): string {
  const whose = side === 'primary' ? primaryOf(canary) : targetOf(canary);
  const where = container === undefined ? `pod ${pod}` : `pod ${pod}, container ${container}`;
  return shown(`${whose} not ready: ${where}: ${reason}${message === undefined ? '' : `, ${message}`}`, LONGEST);
}

/** When pods that may still come are given up, ms since the epoch: the Canary's deadline counts where the cluster has no clock. */
export const givenUpAt = (
  observed: Observed,
  side: Side,
  { stuckAt, ifStuck }: Extract<WorkloadState, { state: 'waking' }>,
): number | undefined =>
  ifStuck === undefined ? stuckAt : missingSince(observed, side) + progressDeadlineMs(observed.canary.spec);

/**
 * Since when pods of a side are missing, ms since the epoch. What was told of them outlives this process; of those before the
 * last change of the status it may have been told.
 */
function missingSince(observed: Observed, side: Side): number {
  const { status, lastTransitionTime = '' } = conditionOf(observed, side) ?? {};
  const told = status === 'False' ? Date.parse(lastTransitionTime) : NaN;
  const { since, resumedAt = 0 } = observed;
  // a target that lacks pods holds the run up, so that its last step, or a pause, was before
  const begun = Math.max(resumedAt, side === 'target' ? since : 0);
  const seen = Math.max(observed.stateSince?.[side] ?? observed.now, begun);
  return Number.isNaN(told) ? seen : Math.min(seen, Math.max(told, since, resumedAt));
}

const stateOf = ({ target, primary }: Observed, side: Side): WorkloadState | undefined =>
  side === 'primary' ? primary?.state : target.state === 'found' ? target.workload.state : undefined;

const conditionOf = ({ canary }: Observed, side: Side) =>
  canary.status.conditions?.find(({ type }) => type === CONDITIONS[side]);
