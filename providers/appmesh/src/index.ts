import type { MeshProvider } from '@flagger/api';
import { duration, successRate } from './queries.ts';
import { problems, v1beta1Problems } from './refusal.ts';
import { AppMeshRouter } from './router.ts';
import { v1beta1 } from './v1beta1.ts';
import { v1beta2 } from './v1beta2.ts';

const COMMON = {
  capabilities: { weights: true, mirror: false, match: true },
  queries: { successRate, duration },
  durationUnit: 'ms',
} as const;

/** App Mesh by its first API, where a virtual service holds the split. */
export const appmesh: MeshProvider = {
  ...COMMON,
  names: ['appmesh'],
  crds: ['virtualnodes.appmesh.k8s.aws', 'virtualservices.appmesh.k8s.aws'],
  problems: v1beta1Problems,
  router: (objects) => new AppMeshRouter(objects, v1beta1),
};

/** App Mesh by its second API, where a virtual router holds the split. */
export const appmeshV1beta2: MeshProvider = {
  ...COMMON,
  names: ['appmesh:v1beta2'],
  crds: ['virtualnodes.appmesh.k8s.aws', 'virtualrouters.appmesh.k8s.aws', 'virtualservices.appmesh.k8s.aws'],
  problems,
  router: (objects) => new AppMeshRouter(objects, v1beta2),
};
