import type { MeshProvider } from '@flagger/api';
import { keeps, mirrorIgnored } from '@flagger/mesh-kit';
import { duration, successRate } from './queries.ts';
import { problems } from './refusal.ts';
import { ContourRouter } from './router.ts';

const PROXIES = 'httpproxies.projectcontour.io';

/** Contour: splits or matches requests by an HTTPProxy that a root of the user includes. */
export const contour: MeshProvider = {
  names: ['contour'],
  capabilities: { weights: true, mirror: false, match: true, sticky: false },
  queries: { successRate, duration },
  durationUnit: 'ms',
  crds: [PROXIES],
  rules: [keeps(PROXIES)],
  problems,
  warnings: (canary) => mirrorIgnored(canary, 'contour'),
  router: (objects, { options }) => new ContourRouter(objects, options.ingress),
};
