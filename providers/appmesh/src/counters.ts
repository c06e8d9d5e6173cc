import type { Counters } from '@flagger/api';

// without the cluster, calls that a pod makes itself would count as its own answers
const PODS = [
  'kubernetes_namespace="{{ namespace }}"',
  'kubernetes_pod_name=~"{{ target }}(-primary)?-[0-9a-zA-Z]+(-[0-9a-zA-Z]+)"',
  'envoy_cluster_name=~"cds_ingress_.*"',
].join(',');
const A_POD = '-[0-9a-zA-Z]+(-[0-9a-zA-Z]+)';

/** What the Envoys beside the pods of both sides count. A pod of the primary may fit both expressions; it counts as one. */
export const counters: readonly Counters[] = [
  {
    seenFrom: 'server',
    byAttempt: true,
    requests: `envoy_cluster_upstream_rq{${PODS}}`,
    code: 'envoy_response_code',
    failed: '5.*',
    durations: `envoy_cluster_upstream_rq_time_bucket{${PODS}}`,
    unit: 'ms',
    arm: { label: 'kubernetes_pod_name', canary: `{{ target }}${A_POD}`, primary: `{{ target }}-primary${A_POD}` },
    routing: 'random',
  },
];
