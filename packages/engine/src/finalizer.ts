import { FINALIZER, type Action, type RawCanary } from '@flagger/api';
import type { Observed } from './observed.ts';

/** Whether the Canary is there until Flagger's finalizer is taken away. */
export const isHeld = ({ metadata }: Pick<RawCanary, 'metadata'>): boolean =>
  metadata.finalizers?.includes(FINALIZER) ?? false;

export const hold: Action = { do: 'finalizer', isKept: true };
export const letGo: Action = { do: 'finalizer', isKept: false };

/**
 * Holds a Canary that is to give everything back when it is deleted, before anything is taken; lets go of one that is
 * not. What is wrong in a spec may be just that, so such a Canary is held on.
 */
export function finalizer({ canary, refusal }: Observed): readonly Action[] {
  const isWanted = canary.spec.revertOnDeletion === true;
  if (isWanted === isHeld(canary)) {
    return [];
  }
  const hasTakenNothing = !canary.status.phase;
  return refusal && (!isWanted || hasTakenNothing) ? [] : [isWanted ? hold : letGo];
}
