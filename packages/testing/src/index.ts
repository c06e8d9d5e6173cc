export * from './memory-configs.ts';
export * from './memory-objects.ts';
export * from './mesh-router-contract.ts';
export { playOn, type MeshStage } from './mesh-stage.ts';
export * from './workload-builders.ts';
export * from './kept-log.ts';
export * from './virtual-clock.ts';
export * from './shell/process.ts';
export * from './shell/memory-shell.ts';
