import type { MeshProvider, RouteField } from '@flagger/api';
import { fieldsIgnored, istioQueries, keeps, looksAt } from '@flagger/mesh-kit';
import { counters } from './counters.ts';
import { problems } from './refusal.ts';
import { IstioRouter } from './router.ts';

const READS: readonly RouteField[] = [
  ...(['timeout', 'hosts', 'delegation', 'match', 'retries', 'rewrite'] as const),
  ...(['headers', 'gateways', 'corsPolicy', 'trafficPolicy'] as const),
];

/** Istio: splits, mirrors and matches requests by one VirtualService per canary. */
export const istio: MeshProvider = {
  names: ['istio'],
  capabilities: { weights: true, mirror: true, match: true, sticky: true },
  queries: istioQueries,
  counters,
  durationUnit: 'ms',
  crds: ['virtualservices.networking.istio.io', 'destinationrules.networking.istio.io'],
  rules: [
    keeps('virtualservices.networking.istio.io'),
    keeps('destinationrules.networking.istio.io'),
    looksAt('services'),
  ],
  reads: READS,
  problems,
  warnings: (canary) => fieldsIgnored(canary, 'istio', READS),
  router: (objects) => new IstioRouter(objects),
};
