export type { GateName, Gates, GateState } from './gates/gates.ts';
export { wishOf } from './program/options.ts';
export { type ProgramPorts, type Running, start } from './program/program.ts';
