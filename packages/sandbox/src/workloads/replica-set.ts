import type { KubeObject } from '@flagger/api';
import { conditionOf } from './condition.ts';
import { type Pod, PODS, REPLICA_SETS, type ReplicaSet, type ReplicaSetStatus } from './kinds.ts';
import { controllerReference } from './owner.ts';
import { selects } from './selector.ts';
import { SAFE } from './template-hash.ts';
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
    object: podOf(seen),
  }));
  const tooMany = [...alive].sort(leastMissed).slice(0, Math.max(0, alive.length - wanted));
  const removals = tooMany.map((object): Write => ({ do: 'remove', resource: PODS, object }));
  return {
    writes: [...missing, ...removals, ...statusWrites(replicaSet, alive, now)],
    at: nextAvailable(replicaSet, alive, now),
  };
}

const isAlive = ({ metadata, status }: Pod): boolean =>
  metadata.deletionTimestamp === undefined && status?.phase !== 'Failed' && status?.phase !== 'Succeeded';

/** Whether a pod serves. */
export const isReady = ({ status }: Pod): boolean => conditionOf(status?.conditions, 'Ready')?.status === 'True';

/** Since when a pod serves, in ms since the epoch; never where it does not. */
const readySince = ({ status }: Pod): number => {
  const condition = conditionOf(status?.conditions, 'Ready');
  return condition?.status === 'True' ? Date.parse(condition.lastTransitionTime ?? '') || 0 : Number.POSITIVE_INFINITY;
};

/** Pods that do not serve go first, then the youngest. */
const leastMissed = (one: Pod, other: Pod): number =>
  Number(isReady(one)) - Number(isReady(other))
  || (other.metadata.creationTimestamp ?? '').localeCompare(one.metadata.creationTimestamp ?? '');

function podOf({ replicaSet, random }: ReplicaSetSeen): KubeObject {
  const { metadata, spec } = replicaSet;
  const suffix = Array.from({ length: 5 }, () => SAFE[Math.floor(random() * SAFE.length)] ?? 'x').join('');
  const { labels, annotations } = spec.template.metadata ?? {};
  return {
    apiVersion: PODS.apiVersion,
    kind: PODS.kind,
    metadata: {
      name: `${metadata.name}-${suffix}`,
      namespace: metadata.namespace,
      ...(labels !== undefined && { labels }),
      ...(annotations !== undefined && { annotations }),
      ownerReferences: [controllerReference(replicaSet)],
    },
    spec: spec.template.spec,
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

const availableFrom = ({ spec }: ReplicaSet, pod: Pod): number => readySince(pod) + (spec.minReadySeconds ?? 0) * 1000;

/** When the next pod has been ready for long enough. */
function nextAvailable(replicaSet: ReplicaSet, pods: readonly Pod[], now: number): number | undefined {
  const times = pods.map((pod) => availableFrom(replicaSet, pod)).filter((at) => at > now && Number.isFinite(at));
  return times.length === 0 ? undefined : Math.min(...times);
}
