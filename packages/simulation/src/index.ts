export { play, type Outcome, type Plot } from './play.ts';
