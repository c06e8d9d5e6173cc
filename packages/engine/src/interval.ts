import { intervalMs } from '@flagger/api';
import type { Observed } from './observed.ts';

/** The pace of checks, gates' polls and promotion steps, ms; never under the minimum. */
export const intervalOf = ({ canary, minIntervalMs }: Observed): number =>
  intervalMs(canary.spec.analysis, minIntervalMs);

/** When the next check is due: a whole interval after the last step or check ended. */
export const dueAt = (observed: Observed): number => observed.since + intervalOf(observed);
