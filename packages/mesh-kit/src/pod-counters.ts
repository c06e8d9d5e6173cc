import type { Counters } from '@flagger/api';

const PODS = [
  'kubernetes_namespace="{{ namespace }}"',
  'kubernetes_pod_name=~"{{ target }}(-primary)?-[0-9a-zA-Z]+(-[0-9a-zA-Z]+)"',
].join(',');
const A_POD = '-[0-9a-zA-Z]+(-[0-9a-zA-Z]+)';

/** What the pods of both sides count of themselves: the same behind every gateway. */
export const podCounters: readonly Counters[] = [
  {
    seenFrom: 'server',
    byAttempt: true,
    requests: `http_request_duration_seconds_count{${PODS}}`,
    code: 'status',
    failed: '5.*',
    durations: `http_request_duration_seconds_bucket{${PODS}}`,
    unit: 's',
    arm: { label: 'kubernetes_pod_name', canary: `{{ target }}${A_POD}`, primary: `{{ target }}-primary${A_POD}` },
    routing: 'random',
  },
];
