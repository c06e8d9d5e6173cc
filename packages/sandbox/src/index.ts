export { startDataPlane } from './data-plane.ts';
export type { DataPlane, DataPlaneOptions } from './data-plane.ts';
export { MESH_CRDS } from './definitions.ts';
export { freePort } from './free-port.ts';
export { startCluster, startSandbox } from './sandbox.ts';
export type { ClusterOptions, Sandbox, SandboxCluster, SandboxOptions } from './sandbox.ts';
