import type { Pod, Service, ServicePort } from './kinds.ts';
import { isReady } from './owned-pods.ts';
import { selects } from './selector.ts';

/**
 * The pods behind a Service that have an address; whether they serve is another question. None where it selects none.
 */
export function podsBehind({ metadata, spec }: Service, pods: readonly Pod[]): readonly Pod[] {
  const { selector } = spec;
  if (selector === undefined || Object.keys(selector).length === 0) {
    return [];
  }
  return pods.filter(
    (pod) =>
      pod.metadata.namespace === metadata.namespace
      && selects({ matchLabels: selector }, pod.metadata.labels)
      && pod.status?.podIP !== undefined,
  );
}

/** Whether a pod gets requests: it is ready and nobody has deleted it. */
export const serves = (pod: Pod): boolean => isReady(pod) && pod.metadata.deletionTimestamp === undefined;

/** The port of a pod that a Service's port leads to; undefined where the pod has none of that name. */
export function targetPort({ port, targetPort: target = port }: ServicePort, { spec }: Pod): number | undefined {
  if (typeof target === 'number') {
    return target;
  }
  const ports = spec.containers.flatMap((container) => container.ports ?? []);
  return ports.find(({ name }) => name === target)?.containerPort;
}
