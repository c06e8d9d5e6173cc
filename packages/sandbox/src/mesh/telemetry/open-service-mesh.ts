import { ENVOY_BOUNDS } from './envoy-bounds.ts';
import type { Counting } from './proxy-telemetry.ts';

/** What the proxies of Open Service Mesh show of the requests that come to their pods. */
export const openServiceMeshCounting: Counting = {
  requests: { name: 'osm_request_total', help: 'Requests that the proxies of the mesh have served.' },
  durations: { name: 'osm_request_duration_ms', help: 'How long requests took, in ms.', bounds: ENVOY_BOUNDS },
  labels: ({ reporter, request: { source }, answer: { by, status } }) =>
    reporter === 'source' || by === undefined
      ? undefined
      : {
          source_namespace: source.namespace,
          source_kind: 'Deployment',
          source_name: source.workload,
          destination_namespace: by.namespace,
          destination_kind: 'Deployment',
          destination_name: by.workload,
          destination_pod: by.pod,
          response_code: String(status),
        },
  notOfDurations: ['response_code'],
  ofPod: ({ namespace, name }) => ({ destination_namespace: namespace, destination_pod: name }),
};
