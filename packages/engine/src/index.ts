export { decide } from './decide.ts';
export { digest } from './digest.ts';
export { judge } from './judge.ts';
export type { Judged } from './judge.ts';
export type { Observed } from './observed.ts';
export { refuse } from './refuse.ts';
export { nextStatus } from './status.ts';
export { stepId } from './ids.ts';
