import type { StatusChange } from '@flagger/api';
import type { Observed } from './observed.ts';
import { asApplied, asCopied, isAt, isForeign, type WithTarget } from './revision.ts';
import { note, step, type Action, type Step } from './step.ts';
import { upkeep } from './upkeep.ts';

/** What Flagger left behind is taken over before anything else happens to it. */
export function fromFlagger(observed: Observed): Step | undefined {
  const noted = takenOver(observed);
  return noted.length > 0 ? step([...noted, ...(observed.refusal ? [] : upkeep(observed))]) : undefined;
}

/** Flagger's digests cannot be recomputed, so the status names ours from now on; nothing where it does already. */
export function takenOver(observed: Observed): readonly Action[] {
  if (!isAt(observed) || !isForeign(observed) || observed.isSecond) {
    return [];
  }
  const revision = revisionLeft(observed);
  return revision ? [note(revision)] : [];
}

/**
 * The target as it is counts as what a run is about, or as what failed; what is not what a promotion has copied already
 * was edited since. At rest what the primary runs counts as promoted, and anything else as new. Undefined where the
 * phase has no use for it.
 */
function revisionLeft(observed: WithTarget): StatusChange | undefined {
  const { target, primary, canary } = observed;
  switch (canary.status.phase) {
    case 'Progressing':
    case 'WaitingPromotion':
      return asApplied(observed);
    case 'Promoting':
    case 'Finalising':
      return target.isPromoted || !primary ? asApplied(observed) : editedSince(observed);
    case 'Initialized':
    case 'Waiting':
    case 'Succeeded':
    case 'Failed':
      return target.isPromoted ? asPromoted(observed) : atRest(observed);
    default:
      return undefined;
  }
}

/** What the primary was made of is known by Flagger's name for it alone. */
const editedSince = (observed: WithTarget): StatusChange => ({ lastAppliedSpec: '', ...asCopied(observed) });

const asPromoted = (observed: WithTarget): StatusChange => ({
  ...asApplied(observed),
  lastPromotedSpec: observed.target.workload.revision,
});

const atRest = (observed: WithTarget): StatusChange =>
  observed.canary.status.phase === 'Failed' ? asApplied(observed) : { lastAppliedSpec: '' };
