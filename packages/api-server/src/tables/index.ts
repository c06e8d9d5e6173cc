export * from './core-columns.ts';
export * from './network-columns.ts';
export * from './pod-columns.ts';
export * from './workload-columns.ts';
