export { environmentOf, tagOf } from './image.ts';
export { PODS, REPLICA_SETS, SERVICES } from './kinds.ts';
export type { Container, Pod, ReplicaSet, Service, ServicePort } from './kinds.ts';
export { controllerOf } from './owner.ts';
export { podsBehind, serves, targetPort } from './pods-behind.ts';
export { selects } from './selector.ts';
export { startWorkloads } from './start.ts';
export type { Workloads, WorkloadsOptions } from './start.ts';
export { TEMPLATE_HASH } from './template-hash.ts';
