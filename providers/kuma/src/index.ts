import type { MeshProvider } from '@flagger/api';
import { fieldsIgnored, keeps, matchRefused, mirrorIgnored } from '@flagger/mesh-kit';
import { counters } from './counters.ts';
import { duration, requests, successRate } from './queries.ts';
import { KumaRouter } from './router.ts';

const ROUTES = 'trafficroutes.kuma.io';

/** Kuma: splits requests by one TrafficRoute per canary, in the mesh that the Canary's annotation names. */
export const kuma: MeshProvider = {
  names: ['kuma'],
  capabilities: { weights: true, mirror: false, match: false, sticky: false },
  queries: { successRate, requests, duration },
  counters,
  durationUnit: 'ms',
  crds: [ROUTES],
  rules: [keeps(ROUTES)],
  reads: [],
  problems: (canary) => matchRefused(canary, 'a TrafficRoute splits by weight alone'),
  warnings: (canary) => [...mirrorIgnored(canary, 'kuma'), ...fieldsIgnored(canary, 'kuma')],
  router: (objects) => new KumaRouter(objects),
};
