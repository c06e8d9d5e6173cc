import { progressDeadlineMs, type Action } from '@flagger/api';
import type { Observed, Still } from './observed.ts';
import { step, type Step } from './step.ts';

/** Whether proxies have had time to hear of the last change; routes that the mesh has not taken never have. */
export const hasSettled = (observed: Observed, what: keyof Still): boolean =>
  isLongAgo(observed, what) && (what !== 'routes' || !isUntaken(observed));

/** The same, but for routes that the mesh does not take for so long that nobody waits for it. */
export const hasSettledOrNeverWill = (observed: Observed, what: keyof Still): boolean =>
  isLongAgo(observed, what) && (what !== 'routes' || !isUntaken(observed) || observed.now >= waitedOutAt(observed));

/** Does the actions, and looks again when proxies have had time to hear of the last change. */
export function settling(observed: Observed, what: keyof Still, actions: readonly Action[]): Step {
  const { still, settleMs, now, untaken } = observed;
  const times = [still[what] + settleMs, ...(untaken ? [untaken.since + settleMs, waitedOutAt(observed)] : [])];
  // each of them changes something once; after the last only the mesh can
  const due = Math.min(...times.filter((at) => at > now));
  return step(actions, due === Infinity ? 'change' : { at: due });
}

// Whoever is deleted waits for no mesh.
const isUntaken = ({ untaken, canary }: Observed): boolean =>
  untaken !== undefined && canary.metadata.deletionTimestamp === undefined;

const isLongAgo = ({ still, settleMs, now }: Observed, what: keyof Still): boolean => now - still[what] >= settleMs;

const waitedOutAt = ({ untaken, canary }: Observed): number =>
  untaken ? untaken.since + progressDeadlineMs(canary.spec) : Infinity;
