import type { MeshProvider } from '@flagger/api';
import {
  CopyRouter,
  fieldsIgnored,
  keeps,
  matchRefused,
  mirrorIgnored,
  refusedWithoutIngress,
} from '@flagger/mesh-kit';
import { counters } from './counters.ts';
import { canaryIngress } from './ingress.ts';
import { duration, requests, successRate, written } from './queries.ts';

/** Skipper: splits requests by a second Ingress beside the user's. */
export const skipper: MeshProvider = {
  names: ['skipper'],
  capabilities: { weights: true, mirror: false, match: false, sticky: false, beside: 'ingressRef' },
  queries: { successRate, requests, duration, written },
  counters,
  durationUnit: 'ms',
  // every cluster serves Ingresses
  crds: [],
  rules: [keeps('ingresses.networking.k8s.io')],
  reads: [],
  problems: (canary) => [
    ...refusedWithoutIngress(canary),
    ...matchRefused(canary, 'the Ingress for Skipper only has weights'),
  ],
  warnings: (canary) => [...mirrorIgnored(canary, 'skipper'), ...fieldsIgnored(canary, 'skipper')],
  router: (objects) => new CopyRouter(objects, canaryIngress),
};
