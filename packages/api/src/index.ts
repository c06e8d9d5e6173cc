export * from './canary.ts';
export * from './errors.ts';
export * from './mesh-router.ts';
export * from './objects.ts';
export * from './outside.ts';
export * from './routes.ts';
export * from './step.ts';
export * from './workloads.ts';
