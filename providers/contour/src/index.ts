import type { MeshProvider } from '@flagger/api';
import { keeps, mirrorIgnored, onePrefixAlone, SplitRouter } from '@flagger/mesh-kit';
import { splitProxy } from './http-proxy.ts';
import { counters, duration, requests, successRate } from './queries.ts';
import { problems } from './refusal.ts';

const PROXIES = 'httpproxies.projectcontour.io';

/** Contour: splits or matches requests by an HTTPProxy that a root of the user includes. */
export const contour: MeshProvider = {
  names: ['contour'],
  capabilities: { weights: true, mirror: false, match: true, sticky: false },
  queries: { successRate, requests, duration },
  counters,
  durationUnit: 'ms',
  crds: [PROXIES],
  rules: [keeps(PROXIES)],
  problems,
  warnings: (canary) => [...mirrorIgnored(canary, 'contour'), ...onePrefixAlone(canary, 'contour')],
  router: (objects, { options }) => new SplitRouter(objects, splitProxy(options.ingress)),
};
