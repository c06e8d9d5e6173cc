import { ENVOY_BOUNDS } from './envoy-bounds.ts';
import type { Counting } from './proxy-telemetry.ts';

/** What the Envoys of an ingress show: requests that came through them, by the cluster that they were sent to. */
export const envoyIngressCounting: Counting = {
  requests: { name: 'envoy_cluster_upstream_rq', help: 'Requests that were answered, by status.' },
  durations: { name: 'envoy_cluster_upstream_rq_time', help: 'How long answers took, in ms.', bounds: ENVOY_BOUNDS },
  labels: ({ reporter, answer, counted }) =>
    reporter === 'source' && counted !== undefined
      ? { ...counted, envoy_response_code: String(answer.status) }
      : undefined,
  notOfDurations: ['envoy_response_code'],
};
