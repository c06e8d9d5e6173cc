import type { Canary, Side, WorkloadState } from '@flagger/api';
import { dueAt } from './interval.ts';
import { primaryOf, targetOf } from './names.ts';
import type { Observed } from './observed.ts';
import { givenUpAt, lookedAt } from './pods.ts';
import type { WithTarget } from './revision.ts';
import { step, warn, type Step } from './step.ts';
import { upkeep } from './upkeep.ts';

/** Why pods cannot take users. */
export type NotReady = Exclude<WorkloadState, { state: 'ready' }>;

/** Why the primary cannot take users; undefined when it can. A primary that is gone counts as waking. */
export function primaryNotReady(observed: Observed): NotReady | undefined {
  const { canary, primary } = observed;
  if (!primary) {
    return { state: 'waking', message: `${primaryOf(canary)} not ready: it does not exist` };
  }
  const name = `${isDaemonSet(canary) ? 'primary daemonset ' : ''}${primaryOf(canary)}`;
  return prefixed(known(observed, 'primary', primary.state), `${name} not ready: `);
}

/** Whether the primary serves nobody, and its pods are not waited for any more: a release replaces it. */
export const isPrimaryGivenUp = (observed: Observed): boolean =>
  observed.primary?.isServing === false && primaryNotReady(observed)?.state === 'stuck';

/** Why the target cannot take users; undefined when it can. */
export function targetNotReady(observed: WithTarget): NotReady | undefined {
  const { canary, target } = observed;
  const state = known(observed, 'target', target.workload.state);
  const name = targetOf(canary);
  return isDaemonSet(canary)
    ? prefixed(state, `canary damonset ${name} not ready with retryable ${state.state !== 'stuck'}: `)
    : prefixed(state, `canary ${canary.spec.targetRef.kind.toLowerCase()} ${name} not ready: `);
}

/** Waits for pods, and looks again when they are given up; users hear of it, and why, when the wait has lasted an interval. */
export function awaitPods(observed: Observed, side: Side, notReady: NotReady): Step {
  const { now } = observed;
  const stuckAt = notReady.state === 'waking' ? notReady.stuckAt : undefined;
  const told = now < dueAt(observed) ? [] : [warn(observed, notReady.message)];
  const times = [dueAt(observed), stuckAt].filter((time) => time !== undefined).filter((time) => time > now);
  const waiting = step([...upkeep(observed), ...told], times.length === 0 ? 'change' : { at: Math.min(...times) });
  return lookedAt(observed, side, waiting);
}

/** Of these Flagger tells in other words, which people search for, mistake in writing and all. */
const isDaemonSet = ({ spec }: Canary): boolean => spec.targetRef.kind === 'DaemonSet';

/**
 * Who only says when pods are to be given up, as Knative's revisions do, has no clock to say that they are; who says nothing
 * of a time has them given up at the Canary's deadline.
 */
function known(observed: Observed, side: Side, state: WorkloadState): WorkloadState {
  if (state.state !== 'waking') {
    return state;
  }
  const { message, ifStuck = message, isRolledOut } = state;
  const stuckAt = givenUpAt(observed, side, state);
  return observed.now >= (stuckAt ?? Infinity)
    ? { state: 'stuck', message: ifStuck, ...(isRolledOut && { isRolledOut }) }
    : { state: 'waking', message, ...(stuckAt !== undefined && { stuckAt }) };
}

function prefixed(state: WorkloadState, prefix: string): NotReady | undefined {
  return state.state === 'ready' ? undefined : { ...state, message: prefix + state.message };
}
