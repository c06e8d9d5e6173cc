import { failedPromotion, good, weights } from './builders.ts';
import type { Plot } from './tell.ts';

/** What comes after a promotion that failed. */
export const FAILED_PROMOTIONS: Record<string, Plot> = {
  'a promotion that failed: the target is set back': {
    analysis: weights,
    events: failedPromotion(false, { what: 'the former image', revision: 'v1' }),
    find: good,
    seconds: 150,
  },
  'a promotion that failed: a fix, while the primary serves nobody': {
    analysis: weights,
    events: failedPromotion(false, { what: 'a fix', revision: 'v3' }),
    find: good,
    seconds: 150,
  },
};
