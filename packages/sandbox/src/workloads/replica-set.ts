import { type Pod, PODS, REPLICA_SETS, type ReplicaSet, type ReplicaSetStatus } from './kinds.ts';
import { availableFrom, isAlive, isReady, leastMissed, nextAvailable, podOf } from './owned-pods.ts';
import { selects } from './selector.ts';
import { NOTHING, type Plan, statusWrite, type Write } from './write.ts';

/** A ReplicaSet with its pods at one moment. */
export interface ReplicaSetSeen {
  readonly replicaSet: ReplicaSet;
  /** Those that it controls. */
  readonly pods: readonly Pod[];
  /** ms since the epoch. */
  readonly now: number;
  /** Numbers from 0 to 1, for the names of pods. */
  readonly random: () => number;
}

/** What a ReplicaSet needs next: pods that are missing, pods that are too many, and its status. */
export function replicaSetPlan(seen: ReplicaSetSeen): Plan {
  const { replicaSet, pods, now } = seen;
  if (replicaSet.metadata.deletionTimestamp !== undefined) {
    return NOTHING;
  }
  const alive = pods.filter(isAlive);
  const wanted = replicaSet.spec.replicas ?? 1;
  const missing = Array.from({ length: Math.max(0, wanted - alive.length) }, (): Write => ({
    do: 'create',
    resource: PODS,
    object: podOf(replicaSet, seen.random),
  }));
  const tooMany = [...alive].sort(leastMissed).slice(0, Math.max(0, alive.length - wanted));
  const removals = tooMany.map((object): Write => ({ do: 'remove', resource: PODS, object }));
  return {
    writes: [...missing, ...removals, ...statusWrites(replicaSet, alive, now)],
    at: nextAvailable(replicaSet, alive, now),
  };
}

function statusWrites(replicaSet: ReplicaSet, pods: readonly Pod[], now: number): readonly Write[] {
  const matchLabels = replicaSet.spec.template.metadata?.labels ?? {};
  const status: Required<ReplicaSetStatus> = {
    replicas: pods.length,
    fullyLabeledReplicas: pods.filter(({ metadata }) => selects({ matchLabels }, metadata.labels)).length,
    readyReplicas: pods.filter(isReady).length,
    availableReplicas: pods.filter((pod) => availableFrom(replicaSet, pod) <= now).length,
    observedGeneration: replicaSet.metadata.generation ?? 0,
  };
  return statusWrite({ resource: REPLICA_SETS, object: replicaSet, shown: ['replicas'] }, status);
}
