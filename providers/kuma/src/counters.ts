import type { Counters } from '@flagger/api';

// without the cluster, calls that a pod makes itself would count as its own answers
const SIDECARS = [
  'service=~"{{ service }}-(canary|primary)_{{ namespace }}_svc_[0-9a-zA-Z-]+"',
  'envoy_cluster_name=~"localhost_.*"',
].join(',');

/**
 * What the sidecars of both sides count. The label is the first, sorted, of all services that select a pod: of the primary's
 * it is `podinfo-primary`, not `podinfo`.
 */
export const counters: readonly Counters[] = [
  {
    seenFrom: 'server',
    byAttempt: true,
    requests: `envoy_cluster_upstream_rq{${SIDECARS}}`,
    code: 'envoy_response_code',
    failed: '5.*',
    durations: `envoy_cluster_upstream_rq_time_bucket{${SIDECARS}}`,
    unit: 'ms',
    arm: {
      label: 'service',
      canary: '{{ service }}-canary_{{ namespace }}_svc_[0-9a-zA-Z-]+',
      primary: '{{ service }}-primary_{{ namespace }}_svc_[0-9a-zA-Z-]+',
    },
    routing: 'random',
  },
];
