import type { Counters } from '@flagger/api';

const SERVICES = 'service=~"{{ namespace }}-{{ service }}-(canary|primary)-[0-9a-zA-Z-]+@kubernetescrd"';

/** What Traefik counts of both sides; it gives each its requests in turns. */
export const counters: readonly Counters[] = [
  {
    seenFrom: 'client',
    requests: `traefik_service_requests_total{${SERVICES}}`,
    code: 'code',
    failed: '5..',
    durations: `traefik_service_request_duration_seconds_bucket{${SERVICES}}`,
    unit: 's',
    arm: {
      label: 'service',
      canary: '{{ namespace }}-{{ service }}-canary-[0-9a-zA-Z-]+@kubernetescrd',
      primary: '{{ namespace }}-{{ service }}-primary-[0-9a-zA-Z-]+@kubernetescrd',
    },
    routing: 'rotation',
  },
];
