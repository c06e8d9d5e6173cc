import type { MeshProvider } from '@flagger/api';
import { istioQueries, keeps, looksAt } from '@flagger/mesh-kit';
import { counters } from './counters.ts';
import { problems } from './refusal.ts';
import { IstioRouter } from './router.ts';

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
  problems,
  router: (objects) => new IstioRouter(objects),
};
