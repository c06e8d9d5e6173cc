export * from './log.ts';
export * from './log-listener.ts';
export * from './options.ts';
export * from './server.ts';
export * from './telemetry.ts';
export * from './version.ts';
export * from './wish.ts';
