import type { Counters } from '@flagger/api';

const routeTo = (side: string): string =>
  `kube(ew)?_{{ namespace }}__{{ ingress }}_canary__.*__{{ service }}_${side}(_[0-9]+)?`;
const ROUTES = `route=~"${routeTo('(canary|primary)')}"`;

/** What Skipper counts, each request of a client once, also where no pod answered: both sides have a route in one Ingress. */
export const counters: readonly Counters[] = [
  {
    seenFrom: 'ingress',
    requests: `skipper_serve_route_duration_seconds_count{${ROUTES}}`,
    code: 'code',
    failed: '5..',
    durations: `skipper_serve_route_duration_seconds_bucket{${ROUTES}}`,
    unit: 's',
    arm: { label: 'route', canary: routeTo('canary'), primary: routeTo('primary') },
    routing: 'random',
  },
];
