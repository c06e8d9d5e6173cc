import type { WorkloadState } from '@flagger/api';
import { type Deployment, type DeploymentCondition, replicasOf } from './deployment.ts';
import { enoughPods } from './enough-pods.ts';
import type { Patience } from './pod-kind.ts';

const WAITING = 'waiting for rollout to finish:';

/** Whether a Deployment's pods are there, may still come (and until when), are not coming, or are not asked for. */
export function stateOf(deployment: Deployment, patience: Patience): WorkloadState {
  const { metadata } = deployment;
  if (replicasOf(deployment) === 0) {
    return { state: 'asleep', message: 'it is scaled to zero' };
  }
  if (!isObserved(deployment)) {
    return { state: 'waking', message: `${WAITING} observed deployment generation less than desired generation` };
  }
  if (conditionOf(deployment, 'Progressing')?.reason === 'ProgressDeadlineExceeded') {
    return { state: 'stuck', message: `deployment "${metadata.name}" exceeded its progress deadline` };
  }
  const missing = whatIsMissing(deployment, patience.threshold);
  if (missing === undefined) {
    return { state: 'ready' };
  }
  const message = `${WAITING} ${missing}`;
  const isRolledOut = hadAll(deployment);
  const state =
    isRolledOut && conditionOf(deployment, 'Available')?.status === 'True'
      ? ({ state: 'waking', message, ifStuck: message } as const)
      : stuckOrProgressing(message, { stuckAt: givenUpAt(deployment, patience), now: patience.now });
  return isRolledOut ? { ...state, isRolledOut } : state;
}

/** Whether any pod takes users; what is known of a former spec counts until there is news. */
export const isServing = (deployment: Deployment): boolean =>
  replicasOf(deployment) > 0 && (deployment.status?.availableReplicas ?? 0) > 0;

/** Kubernetes takes a former pod away only when a new one is there, so that what is available tells how many are new. */
export function hasMostlyFormer(deployment: Deployment): boolean {
  const { replicas = 0, updatedReplicas: updated = 0, availableReplicas: available = 0 } = deployment.status ?? {};
  return isServing(deployment) && (!isObserved(deployment) || available < 2 * (replicas - updated));
}

const isObserved = ({ metadata, status }: Deployment): boolean =>
  (metadata.generation ?? 0) <= (status?.observedGeneration ?? 0);

function whatIsMissing(deployment: Deployment, threshold: number): string | undefined {
  const { replicas = 0, updatedReplicas: updated = 0, availableReplicas: available = 0 } = deployment.status ?? {};
  const wanted = replicasOf(deployment);
  if (updated < wanted) {
    return `${updated} out of ${wanted} new replicas have been updated`;
  }
  if (replicas > updated) {
    return `${replicas - updated} old replicas are pending termination`;
  }
  const enough = enoughPods(updated, threshold);
  if (available < enough) {
    return `${available} of ${enough} (readyThreshold ${threshold}%) updated replicas are available`;
  }
  return undefined;
}

/**
 * When pods that are unavailable have been so for the whole deadline, ms since the epoch, or a rollout beside pods that
 * serve on has not moved, as where a quota leaves no room for one more, and Kubernetes will not say so in that time;
 * undefined where no time is known.
 */
function givenUpAt(deployment: Deployment, { deadlineMs, since = 0 }: Patience): number | undefined {
  const [available, progressing] = [conditionOf(deployment, 'Available'), conditionOf(deployment, 'Progressing')];
  const isUnavailable = available?.status === 'False' && available.reason === 'MinimumReplicasUnavailable';
  const isMoving = available?.status === 'True' && ROLLING.includes(progressing?.reason ?? '');
  const began = isUnavailable
    ? available
    : isMoving && ownDeadlineMs(deployment) > deadlineMs
      ? progressing
      : undefined;
  const at = Math.max(since, Date.parse(began?.lastUpdateTime ?? '')) + deadlineMs;
  return Number.isNaN(at) ? undefined : at;
}

/**
 * Whether the rollout was over before some pods went. As long as most are there, Kubernetes says that all is well, and not
 * since when they are missing.
 */
const hadAll = (deployment: Deployment): boolean =>
  (deployment.status?.updatedReplicas ?? 0) >= replicasOf(deployment)
  && conditionOf(deployment, 'Progressing')?.reason === 'NewReplicaSetAvailable';

/** After which Kubernetes says that a rollout does not move, ms. */
const ownDeadlineMs = ({ spec: { progressDeadlineSeconds = 600 } }: Deployment): number =>
  progressDeadlineSeconds * 1000;

/** Kubernetes' reasons for a rollout that began, each with when it last moved. */
const ROLLING: readonly string[] = ['NewReplicaSetCreated', 'FoundNewReplicaSet', 'ReplicaSetUpdated'];

function stuckOrProgressing(
  message: string,
  { stuckAt, now }: { readonly stuckAt: number | undefined; readonly now: number },
): Extract<WorkloadState, { state: 'waking' | 'stuck' }> {
  if (stuckAt === undefined) {
    return { state: 'waking', message };
  }
  return now < stuckAt ? { state: 'waking', message, stuckAt } : { state: 'stuck', message };
}

function conditionOf({ status }: Deployment, type: string): DeploymentCondition | undefined {
  return status?.conditions?.find((condition) => condition.type === type);
}
