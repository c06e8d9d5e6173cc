import type { MeshProvider, RouteField } from '@flagger/api';
import { fieldsIgnored, keeps, mirrorIgnored, onePrefixAlone, SplitRouter } from '@flagger/mesh-kit';
import { splitProxy } from './http-proxy.ts';
import { counters, duration, requests, successRate } from './queries.ts';
import { problems } from './refusal.ts';

const PROXIES = 'httpproxies.projectcontour.io';

/** Hosts are for the root, which is the user's. */
const READS: readonly RouteField[] = ['timeout', 'match', 'retries'];

/** Contour: splits or matches requests by an HTTPProxy that a root of the user includes. */
export const contour: MeshProvider = {
  names: ['contour'],
  capabilities: { weights: true, mirror: false, match: true, sticky: false },
  queries: { successRate, requests, duration },
  counters,
  durationUnit: 'ms',
  crds: [PROXIES],
  rules: [keeps(PROXIES)],
  reads: READS,
  problems,
  warnings: (canary) => [
    ...mirrorIgnored(canary, 'contour'),
    ...onePrefixAlone(canary, 'contour'),
    ...fieldsIgnored(canary, 'contour', READS),
  ],
  router: (objects, { options }) => new SplitRouter(objects, splitProxy(options.ingress)),
};
