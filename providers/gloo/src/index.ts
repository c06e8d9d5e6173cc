import type { MeshProvider } from '@flagger/api';
import { fieldsIgnored, headersOnly, keeps, mirrorIgnored } from '@flagger/mesh-kit';
import { counters, duration, requests, successRate } from './queries.ts';
import { GlooRouter } from './router.ts';

const TABLES = 'routetables.gateway.solo.io';
const UPSTREAMS = 'upstreams.gloo.solo.io';

/** Gloo: splits or matches requests by a RouteTable, to which a VirtualService of the user delegates. */
export const gloo: MeshProvider = {
  names: ['gloo'],
  capabilities: { weights: true, mirror: false, match: true, sticky: false },
  queries: { successRate, requests, duration },
  counters,
  durationUnit: 'ms',
  crds: [TABLES, UPSTREAMS],
  rules: [keeps(UPSTREAMS), keeps(TABLES)],
  reads: [],
  problems: (canary) => headersOnly(canary, 'Gloo'),
  warnings: (canary) => [...mirrorIgnored(canary, 'gloo'), ...fieldsIgnored(canary, 'gloo')],
  router: (objects) => new GlooRouter(objects),
};
