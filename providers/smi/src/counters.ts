import type { Counters } from '@flagger/api';
import { istioPodCounters } from '@flagger/mesh-kit';
import type { Mesh } from './dialect.ts';

const BOTH = { unit: 'ms', routing: 'random', byAttempt: true } as const;
const BY_STATUS = { ...BOTH, code: 'response_code', failed: '5.*' } as const;
const BY_CLASS = { ...BOTH, code: 'classification', failed: 'failure' } as const;
const PODS = '{{ target }}(-primary)?';
const ofPods = (label: string): Counters['arm'] => ({ label, canary: '{{ target }}', primary: '{{ target }}-primary' });

const CALLERS = [
  'direction="outbound"',
  'dst_service=~"{{ service }}-(canary|primary)"',
  'dst_namespace="{{ namespace }}"',
].join(',');
const LINKERD = ['direction="inbound"', 'namespace="{{ namespace }}"', `deployment=~"${PODS}"`].join(',');
const OSM = [
  'destination_namespace="{{ namespace }}"',
  'destination_kind="Deployment"',
  `destination_name=~"${PODS}"`,
].join(',');

/** What each mesh that follows TrafficSplits counts of both sides, by attempts; callers first where they tell them apart. */
export const counters: Readonly<Record<Mesh, readonly Counters[]>> = {
  istio: [istioPodCounters],
  linkerd: [
    {
      ...BY_CLASS,
      seenFrom: 'client',
      requests: `response_total{${CALLERS}}`,
      durations: `response_latency_ms_bucket{${CALLERS}}`,
      arm: { label: 'dst_service', canary: '{{ service }}-canary', primary: '{{ service }}-primary' },
    },
    {
      ...BY_CLASS,
      seenFrom: 'server',
      requests: `response_total{${LINKERD}}`,
      durations: `response_latency_ms_bucket{${LINKERD}}`,
      arm: ofPods('deployment'),
    },
  ],
  osm: [
    {
      ...BY_STATUS,
      seenFrom: 'server',
      requests: `osm_request_total{${OSM}}`,
      durations: `osm_request_duration_ms_bucket{${OSM}}`,
      arm: ofPods('destination_name'),
    },
  ],
};
