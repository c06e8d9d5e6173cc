import type { Service } from './canary.ts';

/** The fields of `spec.service` that are for meshes; all others are for the services, whoever routes. */
export const ROUTE_FIELDS = [
  'timeout',
  'backendTimeout',
  'meshName',
  'backends',
  'hosts',
  'delegation',
  'match',
  'retries',
  'rewrite',
  'mirror',
  'headers',
  'gateways',
  'gatewayRefs',
  'corsPolicy',
  'trafficPolicy',
] as const satisfies readonly (keyof Service)[];

/** One of them; `MeshProvider.reads` says which a mesh reads. */
export type RouteField = (typeof ROUTE_FIELDS)[number];
