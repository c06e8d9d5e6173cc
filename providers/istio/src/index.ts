import type { MeshProvider } from '@flagger/api';
import { duration, successRate } from './queries.ts';
import { problems } from './refusal.ts';
import { IstioRouter } from './router.ts';

/** Istio: splits, mirrors and matches requests by one VirtualService per canary. */
export const istio: MeshProvider = {
  names: ['istio'],
  capabilities: { weights: true, mirror: true, match: true },
  queries: { successRate, duration },
  durationUnit: 'ms',
  crds: ['virtualservices.networking.istio.io', 'destinationrules.networking.istio.io'],
  problems,
  router: (objects) => new IstioRouter(objects),
};
