import { primaryNotReady } from './not-ready.ts';
import type { Observed } from './observed.ts';
import type { WithTarget } from './revision.ts';

/** Whether pods of what was copied to the primary last are not coming, and never were all there: former ones may serve on. */
export function isPrimaryStuck(observed: Observed): boolean {
  const notReady = primaryNotReady(observed);
  return notReady?.state === 'stuck' && notReady.isRolledOut !== true;
}

/** Whether the primary runs what the target is at: a copy alone is none, its rollout may have failed. */
export const isWhollyPromoted = (observed: WithTarget): boolean =>
  observed.target.isPromoted && !isPrimaryStuck(observed);
