import type { MeshProvider } from '@flagger/api';
import { CopyRouter, fieldsIgnored, keeps, matchRefused, mirrorIgnored, refusedMissing } from '@flagger/mesh-kit';
import { apisixRoute } from './apisix-route.ts';
import { duration, requests, successRate } from './queries.ts';

const ROUTES = 'apisixroutes.apisix.apache.org';

/** APISIX: splits requests by a second ApisixRoute beside the user's. */
export const apisix: MeshProvider = {
  names: ['apisix'],
  capabilities: { weights: true, mirror: false, match: false, sticky: false, beside: 'routeRef' },
  queries: { successRate, requests, duration },
  uncounted: 'both are one route there, and of a pod its metrics know the address alone',
  durationUnit: 'ms',
  crds: [ROUTES],
  rules: [keeps(ROUTES)],
  reads: [],
  problems: (canary) => [
    ...refusedMissing('spec.routeRef', canary.spec.routeRef?.name, 'the ApisixRoute by which the service is called'),
    ...matchRefused(canary, 'the ApisixRoute of a canary only has weights'),
  ],
  warnings: (canary) => [...mirrorIgnored(canary, 'apisix'), ...fieldsIgnored(canary, 'apisix')],
  router: (objects) => new CopyRouter(objects, apisixRoute),
};
