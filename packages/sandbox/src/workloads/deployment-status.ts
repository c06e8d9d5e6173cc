import { conditionOf, type NewCondition, timeText, withCondition } from './condition.ts';
import type { Condition, Deployment, DeploymentStatus, ReplicaSet } from './kinds.ts';
import type { Limits } from './rolling-update.ts';

/** A Deployment with its ReplicaSets at one moment. */
export interface DeploymentSeen {
  readonly deployment: Deployment;
  /** The ReplicaSet of the current template; undefined until it has been created. */
  readonly fresh: ReplicaSet | undefined;
  readonly old: readonly ReplicaSet[];
  readonly limits: Limits;
  /** ms since the epoch. */
  readonly now: number;
}

type Counts = Required<
  Pick<DeploymentStatus, 'replicas' | 'updatedReplicas' | 'readyReplicas' | 'availableReplicas' | 'unavailableReplicas'>
>;

/**
 * What there is to tell of a Deployment: counts of pods, whether enough serve, and whether the rollout goes on, is
 * over or is stuck.
 */
export function deploymentStatus(seen: DeploymentSeen): DeploymentStatus {
  const { deployment, limits, now } = seen;
  const counts = countsOf(seen);
  const available = withCondition(deployment.status?.conditions ?? [], availability(counts, limits), { now });
  return {
    ...counts,
    observedGeneration: deployment.metadata.generation ?? 0,
    conditions: withProgress(available, counts, seen),
  };
}

/** When a rollout that stops moving is stuck, in ms since the epoch; undefined where none is under way. */
export function progressDeadline(
  { deployment }: Pick<DeploymentSeen, 'deployment'>,
  { conditions }: DeploymentStatus,
): number | undefined {
  const { paused, progressDeadlineSeconds = 600 } = deployment.spec;
  const progressing = conditionOf(conditions, 'Progressing');
  if (
    paused === true
    || progressing?.lastUpdateTime === undefined
    || progressing.reason === DONE
    || progressing.reason === STUCK
  ) {
    return undefined;
  }
  return Date.parse(progressing.lastUpdateTime) + progressDeadlineSeconds * 1000;
}

const DONE = 'NewReplicaSetAvailable';
const STUCK = 'ProgressDeadlineExceeded';

function countsOf({ fresh, old, deployment }: DeploymentSeen): Counts {
  const all = fresh === undefined ? old : [fresh, ...old];
  const sum = (field: 'replicas' | 'readyReplicas' | 'availableReplicas'): number =>
    all.reduce((total, { status }) => total + (status?.[field] ?? 0), 0);
  const wanted = all.reduce((total, { spec }) => total + (spec.replicas ?? 1), 0);
  const availableReplicas = sum('availableReplicas');
  const missing =
    Math.max(wanted, deployment.spec.paused === true ? 0 : (deployment.spec.replicas ?? 1)) - availableReplicas;
  return {
    replicas: sum('replicas'),
    updatedReplicas: fresh?.status?.replicas ?? 0,
    readyReplicas: sum('readyReplicas'),
    availableReplicas,
    unavailableReplicas: Math.max(0, missing),
  };
}

function availability({ availableReplicas }: Counts, { replicas, unavailable }: Limits): NewCondition {
  return availableReplicas >= replicas - unavailable
    ? {
        type: 'Available',
        status: 'True',
        reason: 'MinimumReplicasAvailable',
        message: 'Deployment has minimum availability.',
      }
    : {
        type: 'Available',
        status: 'False',
        reason: 'MinimumReplicasUnavailable',
        message: 'Deployment does not have minimum availability.',
      };
}

function withProgress(conditions: readonly Condition[], counts: Counts, seen: DeploymentSeen): readonly Condition[] {
  const { deployment, fresh, now } = seen;
  const before = conditionOf(conditions, 'Progressing');
  const isPaused = deployment.spec.paused === true;
  if (isPaused || before?.reason === 'DeploymentPaused') {
    return withCondition(conditions, isPaused ? PAUSED : RESUMED, { now });
  }
  if (fresh === undefined) {
    return withCondition(
      conditions,
      progress('NewReplicaSetCreated', `Created new replica set for ${deployment.metadata.name}`),
      { now, renewed: true },
    );
  }
  const name = `ReplicaSet "${fresh.metadata.name}"`;
  // once a template has been rolled out, scaling it is no rollout
  if (before?.reason === DONE && counts.replicas === counts.updatedReplicas) {
    return conditions;
  }
  if (isComplete(counts, deployment)) {
    return withCondition(conditions, progress(DONE, `${name} has successfully progressed.`), {
      now,
      renewed: before?.reason !== DONE,
    });
  }
  if (before === undefined || hasProgressed(counts, deployment.status)) {
    return withCondition(conditions, progress('ReplicaSetUpdated', `${name} is progressing.`), { now, renewed: true });
  }
  if (!isStuck(before, deployment, now)) {
    return conditions;
  }
  return withCondition(
    conditions,
    { ...progress(STUCK, `${name} has timed out progressing.`), status: 'False' },
    { now },
  );
}

const progress = (reason: string, message: string): NewCondition => ({
  type: 'Progressing',
  status: 'True',
  reason,
  message,
});
const PAUSED: NewCondition = { ...progress('DeploymentPaused', 'Deployment is paused'), status: 'Unknown' };
const RESUMED: NewCondition = { ...progress('DeploymentResumed', 'Deployment is resumed'), status: 'Unknown' };

function isComplete({ replicas, updatedReplicas, availableReplicas }: Counts, { spec }: Deployment): boolean {
  const wanted = spec.replicas ?? 1;
  return updatedReplicas === wanted && replicas === wanted && availableReplicas === wanted;
}

/** Whether there are more new pods, fewer old ones, or more that serve than was told last. */
function hasProgressed(counts: Counts, before: DeploymentStatus = {}): boolean {
  const old = (status: DeploymentStatus): number => (status.replicas ?? 0) - (status.updatedReplicas ?? 0);
  return (
    counts.updatedReplicas > (before.updatedReplicas ?? 0)
    || old(counts) < old(before)
    || counts.readyReplicas > (before.readyReplicas ?? 0)
    || counts.availableReplicas > (before.availableReplicas ?? 0)
  );
}

function isStuck({ reason, lastUpdateTime }: Condition, { spec }: Deployment, now: number): boolean {
  if (reason === DONE || lastUpdateTime === undefined) {
    return false;
  }
  return Date.parse(lastUpdateTime) + (spec.progressDeadlineSeconds ?? 600) * 1000 <= Date.parse(timeText(now));
}
