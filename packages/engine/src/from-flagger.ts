import type { StatusChange } from '@flagger/api';
import { targetOf } from './names.ts';
import type { Observed } from './observed.ts';
import { asApplied, asCopied, hasOtherThanFlaggers, isAt, isForeign, type WithTarget } from './revision.ts';
import { note, step, warn, type Action, type Step } from './step.ts';
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
  return revision ? [note({ ...revision, conditions: NOTHING_OF_OURS }), ...told(observed, revision)] : [];
}

/** Flagger keeps what a run of ours said, and goes on with one of its own. */
const NOTHING_OF_OURS = {
  Approved: undefined,
  Held: undefined,
  RollingBack: undefined,
  Routed: undefined,
  Skipped: undefined,
} as const;

/**
 * The target as it is counts as what a run is about, or as what failed, unless its configs tell otherwise. At rest what
 * the primary runs counts as promoted, and anything else as new; so does what a promotion has not copied. Undefined
 * where the phase has no use for it.
 */
function revisionLeft(observed: WithTarget): StatusChange | undefined {
  const { target, primary, canary } = observed;
  switch (canary.status.phase) {
    case 'Progressing':
    case 'WaitingPromotion':
      return asLeft(observed);
    case 'Promoting':
    case 'Finalising':
      return target.isPromoted || !primary ? asApplied(observed) : editedSince(observed);
    case 'Initialized':
    case 'Waiting':
    case 'Succeeded':
    case 'Failed':
      return target.isPromoted || isToBeMadeAnew(observed) ? asPromoted(observed) : atRest(observed);
    default:
      return undefined;
  }
}

const NEW = { lastAppliedSpec: '' } as const;

const asLeft = (observed: WithTarget): StatusChange => (hasOtherThanFlaggers(observed) ? NEW : asApplied(observed));

/** What the primary was made of is known by Flagger's name for it alone. */
const editedSince = (observed: WithTarget): StatusChange => ({ ...NEW, ...asCopied(observed) });

/** At rest nobody is served without a primary, and Flagger would make it of the target, of which it had nothing to release. */
function isToBeMadeAnew({ canary: { status }, primary, isPromotedKept, isOnAnothers }: WithTarget): boolean {
  const isReleased = status.phase === 'Initialized' || status.phase === 'Succeeded';
  const isGone = !primary && isPromotedKept !== true && isOnAnothers !== true;
  return isGone && isReleased && status.lastAppliedSpec === status.lastPromotedSpec;
}

const asPromoted = (observed: WithTarget): StatusChange => ({
  ...asApplied(observed),
  lastPromotedSpec: observed.target.workload.revision,
});

const atRest = (observed: WithTarget): StatusChange =>
  observed.canary.status.phase === 'Failed' ? asLeft(observed) : NEW;

/** Whether the target was edited while nobody looked is not known, so whoever did so is told. */
function told(observed: WithTarget, { lastAppliedSpec }: StatusChange): readonly Action[] {
  const { canary, target } = observed;
  const isCounted = canary.status.phase === 'Failed' && lastAppliedSpec !== '' && !target.isPromoted;
  return isCounted
    ? [warn(observed, `${targetOf(canary)} as it is counts as what failed: change it again to release it`)]
    : [];
}
