import type { CanaryStatus, Condition, ConditionChange, Phase, StatusChange } from '@flagger/api';

const PROMOTED: Record<Phase, (kind: string) => readonly [Condition['status'], string]> = {
  '': (kind) => ['Unknown', `New ${kind} detected, starting initialization.`],
  Initializing: (kind) => ['Unknown', `New ${kind} detected, starting initialization.`],
  Initialized: (kind) => ['True', `${kind} initialization completed.`],
  Waiting: () => ['Unknown', 'Waiting for approval.'],
  Progressing: () => ['Unknown', 'New revision detected, progressing canary analysis.'],
  WaitingPromotion: () => ['Unknown', 'Waiting for approval.'],
  Promoting: () => ['Unknown', 'Canary analysis completed, starting primary rolling update.'],
  Finalising: () => ['Unknown', 'Canary analysis completed, routing all traffic to primary.'],
  Succeeded: () => ['True', 'Canary analysis completed successfully, promotion finished.'],
  Failed: (kind) => ['False', `Canary analysis failed, ${kind} scaled to zero.`],
  Terminating: (kind) => ['Unknown', `New ${kind} detected, starting initialization.`],
  Terminated: (kind) => ['Unknown', `New ${kind} detected, starting initialization.`],
};

export interface StatusWrite {
  readonly change: StatusChange;
  /** Whether a step or check ended, so that lastTransitionTime moves. */
  readonly touch: boolean;
  /** Kind of the target, for the condition's text. */
  readonly kind: string;
  /** Milliseconds since the epoch; times are written in whole seconds, as Kubernetes does. */
  readonly now: number;
  /** Of the spec that was looked at; undefined where that is not known. */
  readonly generation?: number | undefined;
}

/** The status after a step; the condition `Promoted` follows the phase (its texts are Flagger's). */
export function nextStatus(before: CanaryStatus, { change, touch, kind, now, generation }: StatusWrite): CanaryStatus {
  const { conditions, ...fields } = change;
  const { sessionAffinityCookie, lastPromotedConfigs: _, ...rest } = { ...before, ...fields };
  const lastPromotedConfigs = promotedConfigs(before, fields);
  const time = new Date(now).toISOString().replace(/\.\d+Z$/, 'Z');
  const phase = change.phase;
  const promoted = phase === undefined ? {} : { Promoted: promotedCondition(phase, kind) };
  return {
    ...rest,
    ...(sessionAffinityCookie && { sessionAffinityCookie }),
    ...(lastPromotedConfigs && { lastPromotedConfigs }),
    ...(generation === undefined ? {} : { observedGeneration: generation }),
    ...(touch ? { lastTransitionTime: time } : {}),
    conditions: mergeConditions(before.conditions ?? [], { ...promoted, ...conditions }, time),
  };
}

/** What is named as promoted had the configs that are tracked with it; where there are none, none are remembered. */
function promotedConfigs(before: CanaryStatus, change: StatusChange): CanaryStatus['lastPromotedConfigs'] {
  const { lastPromotedSpec, trackedConfigs = before.trackedConfigs ?? {} } = change;
  if (lastPromotedSpec === undefined) {
    return before.lastPromotedConfigs ?? (change.phase === 'Progressing' ? restingConfigs(before) : undefined);
  }
  return lastPromotedSpec !== '' && Object.keys(trackedConfigs).length > 0 ? trackedConfigs : undefined;
}

/** Who rests since a promotion has the configs that were promoted, also where a version before this one wrote that. */
function restingConfigs({ phase, lastAppliedSpec, lastPromotedSpec, trackedConfigs = {} }: CanaryStatus) {
  const isPromoted = phase === 'Succeeded' && lastAppliedSpec === lastPromotedSpec;
  return isPromoted && Object.keys(trackedConfigs).length > 0 ? trackedConfigs : undefined;
}

function promotedCondition(phase: Phase, kind: string): ConditionChange {
  const [status, message] = PROMOTED[phase](kind);
  return { status, reason: phase, message };
}

function mergeConditions(
  before: readonly Condition[],
  changes: Readonly<Record<string, ConditionChange | undefined>>,
  time: string,
): readonly Condition[] {
  const kept = before.filter(({ type }) => !(type in changes));
  const changed = Object.entries(changes).flatMap(([type, change]) =>
    change
      ? [
          merged(
            before.find((condition) => condition.type === type),
            { type, ...change },
            time,
          ),
        ]
      : [],
  );
  return [...changed, ...kept].sort((a, b) => order(a.type) - order(b.type));
}

function merged(
  before: Condition | undefined,
  next: ConditionChange & { readonly type: string },
  time: string,
): Condition {
  const { status, reason, message } = next;
  if (before?.status === status && before.reason === reason && before.message === message) {
    return before;
  }
  const isSameState = before?.status === status && (next.type === 'Promoted' || isSameReason(before.reason, reason));
  return {
    type: next.type,
    status,
    reason,
    message,
    lastUpdateTime: time,
    lastTransitionTime: (isSameState ? before.lastTransitionTime : undefined) ?? time,
  };
}

/** Why a run is held by what it measures: one wait, and one deadline, also where the reasons take turns. */
export const METRIC_HOLDS = ['MetricsServerUnreachable', 'NoMetricValues'] as const;

const isSameReason = (before: string, now: string): boolean =>
  before === now || [before, now].every((reason) => METRIC_HOLDS.some((hold) => hold === reason));

/** `Promoted` first: older clients look at the first condition only. */
const order = (type: string): number => (type === 'Promoted' ? 0 : 1);
