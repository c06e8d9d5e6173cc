import type { Condition } from './kinds.ts';

/** The API's notation of a time, in whole seconds. */
export const timeText = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`;

export const conditionOf = (conditions: readonly Condition[] | undefined, type: string): Condition | undefined =>
  conditions?.find((each) => each.type === type);

export interface NewCondition {
  readonly type: string;
  readonly status: 'True' | 'False' | 'Unknown';
  readonly reason: string;
  readonly message: string;
}

/**
 * Conditions with one set at `now`. One that says the same already stays as it is, unless it is `renewed`: then its
 * lastUpdateTime moves. lastTransitionTime moves only with the status.
 */
export function withCondition(
  conditions: readonly Condition[],
  next: NewCondition,
  { now, renewed = false }: { readonly now: number; readonly renewed?: boolean },
): readonly Condition[] {
  const before = conditionOf(conditions, next.type);
  if (!renewed && before?.status === next.status && before.reason === next.reason) {
    return conditions;
  }
  const time = timeText(now);
  const lastTransitionTime = before?.status === next.status ? (before.lastTransitionTime ?? time) : time;
  const set: Condition = { ...next, lastTransitionTime, lastUpdateTime: time };
  return [...conditions.filter(({ type }) => type !== next.type), set];
}
