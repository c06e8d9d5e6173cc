import { controllerOf, type Pod, TEMPLATE_HASH } from '../../workloads/index.ts';

/**
 * The name of the workload that a pod belongs to, as Istio derives it: the Deployment behind the ReplicaSet, else who
 * controls the pod, else the pod.
 */
export function workloadOf(pod: Pod): string {
  const owner = controllerOf(pod);
  if (owner === undefined) {
    return pod.metadata.name;
  }
  const hash = pod.metadata.labels?.[TEMPLATE_HASH];
  const suffix = `-${hash ?? ''}`;
  return hash !== undefined && owner.name.endsWith(suffix) ? owner.name.slice(0, -suffix.length) : owner.name;
}
