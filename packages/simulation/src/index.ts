export { play } from './play.ts';
export type { Outcome, Plot } from './plot.ts';
export { MESHES } from './meshes.ts';
