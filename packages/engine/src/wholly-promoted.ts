import { primaryNotReady } from './not-ready.ts';
import type { Observed } from './observed.ts';
import type { WithTarget } from './revision.ts';

/** Whether pods of what was copied to the primary last are not coming: former ones may serve on. */
export const isPrimaryStuck = (observed: Observed): boolean => primaryNotReady(observed)?.state === 'stuck';

/** Whether the primary runs what the target is at: a copy alone is none, its rollout may have failed. */
export const isWhollyPromoted = (observed: WithTarget): boolean =>
  observed.target.isPromoted && !isPrimaryStuck(observed);
