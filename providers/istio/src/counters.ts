import type { Counters } from '@flagger/api';
import { istioCounters, istioPodCounters } from '@flagger/mesh-kit';

const OF_THE_SERVICE = [
  'reporter="source"',
  'destination_service_namespace="{{ namespace }}"',
  'destination_service_name=~"{{ service }}-(canary|primary)"',
];

/**
 * What callers' sidecars count: each request once, after retries, whether or not it reached a pod, and both arms in one
 * place, so that neither is scraped sooner. Then what the pods' own sidecars count, for callers without one.
 */
export const counters: readonly Counters[] = [
  istioCounters(OF_THE_SERVICE, {
    seenFrom: 'client',
    arm: { label: 'destination_service_name', canary: '{{ service }}-canary', primary: '{{ service }}-primary' },
  }),
  istioPodCounters,
];
