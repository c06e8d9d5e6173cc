import type { Action, Condition } from '@flagger/api';
import type { Observed } from './observed.ts';
import { METRIC_HOLDS } from './status.ts';
import { note } from './step.ts';

/** Why a run stands still although nothing failed: the condition `Held` says so, and since when. */
export type HoldReason = MetricHold | 'WaitingForTrafficIncrease' | 'ComparisonUndecided' | 'ComparisonWithoutTraffic';
export type MetricHold = (typeof METRIC_HOLDS)[number];

/** Since when the canary waits for something outside, ms since the epoch: a closed gate has a phase of its own. */
export function waitingSince(observed: Observed): number | undefined {
  const { phase } = observed.canary.status;
  return heldSince(observed) ?? (phase === 'Waiting' || phase === 'WaitingPromotion' ? observed.since : undefined);
}

/** Since when the canary is held, ms since the epoch; undefined where it is not. */
export function heldSince({ canary, since }: Observed): number | undefined {
  const held = heldCondition(canary.status.conditions);
  if (!held) {
    return undefined;
  }
  return held.lastTransitionTime === undefined ? since : Date.parse(held.lastTransitionTime) + 999;
}

/** The same for a deadline: while the Canary was suspended nobody asked. */
export function heldAskedSince(observed: Observed): number | undefined {
  const since = heldSince(observed);
  return since && Math.max(since, observed.resumedAt ?? 0);
}

/** The same for the deadline of metrics that say nothing: while this operator was down nobody asked either. */
export function heldByMetricsSince(observed: Observed): number | undefined {
  const since = METRIC_HOLDS.some((reason) => isHeldFor(observed, reason)) ? heldAskedSince(observed) : undefined;
  return since && Math.max(since, observed.watchedSince);
}

/** Whether the run ends when the hold has lasted too long; a gate may be closed for ever. */
export const isHeldToDeadline = (observed: Observed): boolean =>
  heldFor(observed) !== undefined && !isHeldFor(observed, 'WaitingForTrafficIncrease');

/** Writes the hold down; nothing where that is done. */
export function hold(observed: Observed, reason: HoldReason, message: string): readonly Action[] {
  return isHeldFor(observed, reason) ? [] : [note({ conditions: { Held: { status: 'True', reason, message } } })];
}

/** Takes the hold back: whatever was asked has answered. */
export const unheld = ({ canary }: Observed): readonly Action[] =>
  heldCondition(canary.status.conditions) ? [note({ conditions: { Held: undefined } })] : [];

/** Why the canary is held, as the condition says it. */
export const heldFor = ({ canary }: Observed): string | undefined => heldCondition(canary.status.conditions)?.reason;

const isHeldFor = ({ canary }: Observed, reason: HoldReason): boolean =>
  heldCondition(canary.status.conditions)?.reason === reason;

const heldCondition = (conditions: readonly Condition[] = []): Condition | undefined =>
  conditions.find(({ type, status }) => type === 'Held' && status === 'True');
