import type { Counters } from '@flagger/api';

const INGRESS = 'namespace="{{ namespace }}",ingress="{{ ingress }}"';

/** What ingress-nginx counts, each request of a client once; the primary has no name in the label. */
export const counters: readonly Counters[] = [
  {
    seenFrom: 'ingress',
    requests: `nginx_ingress_controller_requests{${INGRESS}}`,
    code: 'status',
    failed: '5.*',
    durations: `nginx_ingress_controller_request_duration_seconds_bucket{${INGRESS}}`,
    unit: 's',
    arm: { label: 'canary', canary: '.+', primary: '' },
    routing: 'random',
  },
];
