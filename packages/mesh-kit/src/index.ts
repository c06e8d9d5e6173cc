export * from './drift.ts';
export * from './not-supported.ts';
export * from './original.ts';
export * from './owned.ts';
export * from './rules.ts';
export * from './shares.ts';
export * from './test-headers.ts';
export * from './writes.ts';
