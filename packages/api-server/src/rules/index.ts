export * from './core-rules.ts';
export * from './definition-rules.ts';
export { POD_RULES } from './pod-rules.ts';
export * from './review-rules.ts';
export * from './service-rules.ts';
export * from './workload-rules.ts';
