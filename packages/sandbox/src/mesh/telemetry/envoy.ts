import { ENVOY_BOUNDS } from './envoy-bounds.ts';
import type { Counting } from './proxy-telemetry.ts';

/**
 * What Envoy itself shows beside a pod of App Mesh, with the labels that Prometheus adds to what it reads from pods:
 * requests that were handed to the pod's container and answered by it. What asks from outside the mesh has no proxy
 * that counts.
 */
export const envoyCounting: Counting = {
  requests: { name: 'envoy_cluster_upstream_rq', help: 'Requests that were answered, by status.' },
  durations: { name: 'envoy_cluster_upstream_rq_time', help: 'How long answers took, in ms.', bounds: ENVOY_BOUNDS },
  labels: ({ reporter, answer: { by, status } }) =>
    reporter === 'source' || by === undefined || status === 0
      ? undefined
      : {
          kubernetes_namespace: by.namespace,
          kubernetes_pod_name: by.pod,
          app: by.app ?? '',
          envoy_cluster_name: `cds_ingress_${by.workload}_${by.namespace}_http`,
          envoy_response_code: String(status),
        },
  notOfDurations: ['envoy_response_code'],
  ofPod: ({ namespace, name }) => ({ kubernetes_namespace: namespace, kubernetes_pod_name: name }),
};
