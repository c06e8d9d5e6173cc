import type { Action, Condition } from '@flagger/api';
import { intervalOf } from './interval.ts';
import type { Observed } from './observed.ts';
import { note } from './step.ts';

/** Why a run stands still although nothing failed: the condition `Held` says so, and since when. */
export type HoldReason = 'MetricsServerUnreachable' | 'WaitingForTrafficIncrease' | 'ContestedObject';

/** Which asking of the same questions this is, and when the next one is due. */
export interface Poll {
  /** 0 at the first asking; then one more for each interval that the canary has been waiting. */
  readonly number: number;
  /** When to ask again if the answer is the same, ms since the epoch. */
  readonly nextAt: number;
  /** Whether this poll's time has not come yet. */
  readonly isEarly: boolean;
}

export function pollOf(observed: Observed): Poll {
  const interval = intervalOf(observed);
  const start = waitingSince(observed);
  if (start === undefined) {
    return { number: 0, nextAt: observed.now + interval, isEarly: false };
  }
  const number = Math.max(0, Math.floor((observed.now - start) / interval));
  return { number, nextAt: start + (number + 1) * interval, isEarly: number === 0 };
}

/** A closed gate has a phase of its own; whatever else holds a canary has a condition. */
function waitingSince(observed: Observed): number | undefined {
  const { phase } = observed.canary.status;
  return heldSince(observed) ?? (phase === 'Waiting' || phase === 'WaitingPromotion' ? observed.since : undefined);
}

/** Since when the canary is held, ms; undefined where it is not. */
export function heldSince({ canary, since }: Observed): number | undefined {
  const held = heldCondition(canary.status.conditions);
  if (!held) {
    return undefined;
  }
  return held.lastTransitionTime === undefined ? since : Date.parse(held.lastTransitionTime) + 999;
}

/** Writes the hold down; nothing where that is done. */
export function hold(observed: Observed, reason: HoldReason, message: string): readonly Action[] {
  const held = heldCondition(observed.canary.status.conditions);
  return held?.reason === reason ? [] : [note({ conditions: { Held: { status: 'True', reason, message } } })];
}

export const isHeldFor = ({ canary }: Observed, reason: HoldReason): boolean =>
  heldCondition(canary.status.conditions)?.reason === reason;

const heldCondition = (conditions: readonly Condition[] = []): Condition | undefined =>
  conditions.find(({ type, status }) => type === 'Held' && status === 'True');
