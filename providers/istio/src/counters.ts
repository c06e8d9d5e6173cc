import type { Counters } from '@flagger/api';

const OF_THE_SERVICE = [
  'reporter="source"',
  'destination_service_namespace="{{ namespace }}"',
  'destination_service_name=~"{{ service }}-(canary|primary)"',
].join(',');
const OF_THE_PODS = [
  'reporter="destination"',
  'destination_workload_namespace="{{ namespace }}"',
  'destination_workload=~"{{ target }}(-primary)?"',
].join(',');

const BOTH = { code: 'response_code', failed: '5.*', unit: 'ms', routing: 'random' } as const;

/**
 * What callers' sidecars count: each request once, after retries, whether or not it reached a pod, and both arms in one
 * place, so that neither is scraped sooner. Then what the pods' own sidecars count, for callers without one.
 */
export const counters: readonly Counters[] = [
  {
    ...BOTH,
    seenFrom: 'client',
    requests: `istio_requests_total{${OF_THE_SERVICE}}`,
    durations: `istio_request_duration_milliseconds_bucket{${OF_THE_SERVICE}}`,
    arm: { label: 'destination_service_name', canary: '{{ service }}-canary', primary: '{{ service }}-primary' },
  },
  {
    ...BOTH,
    seenFrom: 'server',
    requests: `istio_requests_total{${OF_THE_PODS}}`,
    durations: `istio_request_duration_milliseconds_bucket{${OF_THE_PODS}}`,
    arm: { label: 'destination_workload', canary: '{{ target }}', primary: '{{ target }}-primary' },
  },
];
