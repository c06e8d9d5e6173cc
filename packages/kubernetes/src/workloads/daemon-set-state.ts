import type { WorkloadState } from '@flagger/api';
import { type DaemonSet, isAsleep } from './daemon-set.ts';
import { enoughPods } from './enough-pods.ts';
import type { Patience } from './pod-kind.ts';

const WAITING = 'waiting for rollout to finish:';

/**
 * Whether a DaemonSet's pods are there, may still come, or are not asked for. It says of no pod since when it is missing,
 * so when they are given up is for the Canary's deadline to say (Flagger).
 */
export function daemonSetState(workload: DaemonSet, { threshold, deadlineMs, since }: Patience): WorkloadState {
  if (isAsleep(workload)) {
    return { state: 'asleep', message: 'its pods ask for a node that there is not' };
  }
  if (!isObserved(workload)) {
    return { state: 'waking', message: `${WAITING} observed daemonset generation less than desired generation` };
  }
  const missing = whatIsMissing(workload, threshold);
  const ifStuck = `exceeded its progressDeadlineSeconds: ${deadlineMs / 1000}`;
  return missing === undefined
    ? { state: 'ready' }
    : {
        state: 'waking',
        message: `${WAITING} ${missing}`,
        ...(since && { ifStuck }),
        ...(hasAllNew(workload) && { isRolledOut: true }),
      };
}

/** Whether any of its pods takes users. */
export const isDaemonSetServing = (workload: DaemonSet): boolean =>
  !isAsleep(workload) && (workload.status?.numberAvailable ?? 0) > 0;

/** Whether most of its pods that take users are of a former template. */
export function hasMostlyFormer(workload: DaemonSet): boolean {
  const { desiredNumberScheduled: wanted = 0, updatedNumberScheduled: updated = 0 } = workload.status ?? {};
  const available = workload.status?.numberAvailable ?? 0;
  return isDaemonSetServing(workload) && (!isObserved(workload) || available < 2 * (wanted - updated));
}

const isObserved = ({ metadata, status }: DaemonSet): boolean =>
  (metadata.generation ?? 0) <= (status?.observedGeneration ?? 0);

function whatIsMissing({ status = {} }: DaemonSet, threshold: number): string | undefined {
  const { desiredNumberScheduled: wanted = 0, updatedNumberScheduled: updated = 0, numberAvailable = 0 } = status;
  if (wanted === 0) {
    return 'no node takes its pods';
  }
  if (updated < wanted) {
    return `${updated} out of ${wanted} new pods have been updated`;
  }
  const enough = enoughPods(wanted, threshold);
  return numberAvailable < enough
    ? `${numberAvailable} of ${enough} (readyThreshold ${threshold}%) updated pods are available`
    : undefined;
}

/** A pod is replaced only when the new one before it is there, so that all but the last were. */
const hasAllNew = ({ status = {} }: DaemonSet): boolean =>
  (status.updatedNumberScheduled ?? 0) >= (status.desiredNumberScheduled ?? 0) && (status.numberAvailable ?? 0) > 0;
