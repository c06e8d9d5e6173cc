export { run } from './program.ts';
export type { Io, Reply, Screen } from './io.ts';
export { EXIT, type ExitCode } from './exit.ts';
