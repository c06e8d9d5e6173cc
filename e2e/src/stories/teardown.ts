import { teardown } from './setup.ts';

/** Jest wants a file of its own for it. */
export default teardown;
