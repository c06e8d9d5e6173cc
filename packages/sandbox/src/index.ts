export { startDataPlane } from './data-plane.ts';
export type { DataPlane, DataPlaneOptions } from './data-plane.ts';
export { startSandbox } from './sandbox.ts';
export type { Sandbox, SandboxOptions } from './sandbox.ts';
