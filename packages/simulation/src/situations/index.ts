import type { Invariant } from '../invariants/invariant.ts';
import { FOLLOWED, LEFT, RENAMED_TARGET } from './renamed-target.ts';
import type { Situation } from './situation.ts';

/** Every situation, in the order in which the seeds have them. */
export const SITUATIONS: readonly Situation[] = [RENAMED_TARGET];

/** What must hold in them. */
export const SITUATION_INVARIANTS: readonly Invariant[] = [FOLLOWED, LEFT];
