export { play, type Outcome, type Plot } from './play.ts';
export { MESHES } from './meshes.ts';
