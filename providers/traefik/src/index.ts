import type { MeshProvider } from '@flagger/api';
import { fieldsIgnored, keeps, matchRefused, mirrorIgnored, SplitRouter } from '@flagger/mesh-kit';
import { counters } from './counters.ts';
import { duration, requests, successRate } from './queries.ts';
import { traefikService } from './traefik-service.ts';

const SERVICES = 'traefikservices.traefik.io';

/** Traefik: splits requests by a TraefikService that an IngressRoute of the user names. */
export const traefik: MeshProvider = {
  names: ['traefik'],
  capabilities: { weights: true, mirror: false, match: false, sticky: false },
  queries: { successRate, requests, duration },
  counters,
  durationUnit: 'ms',
  crds: [SERVICES],
  rules: [keeps(SERVICES)],
  reads: [],
  problems: (canary) => matchRefused(canary, 'a TraefikService only knows weights'),
  warnings: (canary) => [...mirrorIgnored(canary, 'traefik'), ...fieldsIgnored(canary, 'traefik')],
  router: (objects) => new SplitRouter(objects, traefikService),
};
