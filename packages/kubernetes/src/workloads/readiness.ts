import type { Readiness } from '@flagger/api';
import { type Deployment, type DeploymentCondition, replicasOf } from './deployment.ts';

/** How ready is ready enough. */
export interface Patience {
  /** Percent of the updated replicas that must be available. */
  readonly threshold: number;
  /** `spec.progressDeadlineSeconds` of the Canary, in ms. */
  readonly deadlineMs: number;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

const WAITING = 'waiting for rollout to finish:';

/** Whether a Deployment's pods are there, may still come, or are not coming. */
export function readinessOf(deployment: Deployment, patience: Patience): Readiness {
  const { metadata, status = {} } = deployment;
  if ((metadata.generation ?? 0) > (status.observedGeneration ?? 0)) {
    return { state: 'progressing', message: `${WAITING} observed deployment generation less than desired generation` };
  }
  if (conditionOf(deployment, 'Progressing')?.reason === 'ProgressDeadlineExceeded') {
    return { state: 'stuck', message: `deployment "${metadata.name}" exceeded its progress deadline` };
  }
  const missing = whatIsMissing(deployment, patience.threshold);
  if (missing === undefined) return { state: 'ready' };
  return { state: isUnavailableTooLong(deployment, patience) ? 'stuck' : 'progressing', message: `${WAITING} ${missing}` };
}

function whatIsMissing(deployment: Deployment, threshold: number): string | undefined {
  const { replicas = 0, updatedReplicas: updated = 0, availableReplicas: available = 0 } = deployment.status ?? {};
  const wanted = replicasOf(deployment);
  if (updated < wanted) return `${updated} out of ${wanted} new replicas have been updated`;
  if (replicas > updated) return `${replicas - updated} old replicas are pending termination`;
  const enough = Math.floor((updated * threshold) / 100);
  if (available < enough) return `${available} of ${enough} (readyThreshold ${threshold}%) updated replicas are available`;
  return undefined;
}

function isUnavailableTooLong(deployment: Deployment, { deadlineMs, now }: Patience): boolean {
  const available = conditionOf(deployment, 'Available');
  if (available?.status !== 'False' || available.reason !== 'MinimumReplicasUnavailable') return false;
  return Date.parse(available.lastUpdateTime ?? '') + deadlineMs < now;
}

function conditionOf({ status }: Deployment, type: string): DeploymentCondition | undefined {
  return status?.conditions?.find(condition => condition.type === type);
}
