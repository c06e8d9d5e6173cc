import type { MeshProvider } from '@flagger/api';
import { keeps, mirrorIgnored } from '@flagger/mesh-kit';
import { duration, successRate } from './queries.ts';
import { problems } from './refusal.ts';
import { NginxRouter } from './router.ts';

/** ingress-nginx: splits or matches requests by a second Ingress beside the user's. */
export const nginx: MeshProvider = {
  names: ['nginx'],
  capabilities: { weights: true, mirror: false, match: true, sharesOfMatch: false, sticky: false },
  queries: { successRate, duration },
  durationUnit: 'ms',
  // every cluster serves Ingresses
  crds: [],
  rules: [keeps('ingresses.networking.k8s.io')],
  problems,
  warnings: (canary) => mirrorIgnored(canary, 'nginx'),
  router: (objects, { options }) => new NginxRouter(objects, options.ingress),
};
