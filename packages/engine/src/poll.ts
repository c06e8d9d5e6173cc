import { intervalOf } from './interval.ts';
import type { Observed } from './observed.ts';
import { waitingSince } from './hold.ts';

/** Where a canary waits: which session is due where this process knows of none, and when. */
export interface Poll {
  /** 0 at the first asking; then one more for each interval that the canary has been waiting. */
  readonly number: number;
  /** Ms since the epoch; in the past or now where it is due. */
  readonly firstAt: number;
}

/** Derived from what the status says, so that a process that starts anew goes on where the former one was. */
export function pollOf(observed: Observed): Poll {
  const interval = intervalOf(observed);
  const start = waitingSince(observed);
  if (start === undefined) {
    return { number: 0, firstAt: observed.now };
  }
  const number = Math.max(0, Math.floor((observed.now - start) / interval));
  return { number, firstAt: number === 0 ? start + interval : observed.now };
}
