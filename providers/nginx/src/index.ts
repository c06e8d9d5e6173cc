import type { MeshProvider } from '@flagger/api';
import { CopyRouter, fieldsIgnored, keeps, mirrorIgnored } from '@flagger/mesh-kit';
import { ingressCopy } from './copy.ts';
import { counters } from './counters.ts';
import { duration, requests, successRate } from './queries.ts';
import { problems } from './refusal.ts';

/** ingress-nginx: splits or matches requests by a second Ingress beside the user's. */
export const nginx: MeshProvider = {
  names: ['nginx'],
  capabilities: {
    weights: true,
    mirror: false,
    match: true,
    sharesOfMatch: false,
    sticky: false,
    beside: 'ingressRef',
  },
  queries: { successRate, requests, duration },
  counters,
  durationUnit: 'ms',
  // every cluster serves Ingresses
  crds: [],
  rules: [keeps('ingresses.networking.k8s.io')],
  reads: [],
  problems,
  warnings: (canary) => [...mirrorIgnored(canary, 'nginx'), ...fieldsIgnored(canary, 'nginx')],
  router: (objects, { options }) => new CopyRouter(objects, ingressCopy(options.ingress)),
};
