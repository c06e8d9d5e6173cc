import type { MeshProvider } from '@flagger/api';
import { podQueries } from '@flagger/mesh-kit';
import { ServicesRouter } from './router.ts';
import { warnings } from './warnings.ts';

/** Plain Kubernetes: no mesh that could split traffic, so that releases are blue/green by the services alone. */
export const kubernetes: MeshProvider = {
  names: ['kubernetes'],
  capabilities: { weights: false, mirror: false, match: false, sticky: false },
  queries: podQueries,
  uncounted: 'without a mesh all users are with one of them at a time',
  durationUnit: 's',
  crds: [],
  rules: [],
  reads: [],
  // Whatever a Canary asks for, users stay with the primary: it is ignored with a warning.
  problems: () => [],
  warnings,
  router: () => new ServicesRouter(),
};
