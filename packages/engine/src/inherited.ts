import type { Action, StatusChange } from '@flagger/api';
import { announced, formerCondition } from './formers.ts';
import { primaryOf } from './names.ts';
import type { Observed } from './observed.ts';
import { isAt } from './revision.ts';
import { canaryServes, primaryServes } from './safe-routes.ts';
import { note } from './step.ts';
import { setBack } from './upkeep.ts';

/**
 * What was made for a Canary that is gone goes with it, so this one becomes the owner before anything relies on it. One
 * that is refused before it began writes down first that there was a primary with users: that may be gone when it is its
 * turn. Until users are on it they are on the target, from which it can be made anew.
 */
export function adopting(observed: Observed): readonly Action[] {
  const { adoptable = [], canary, primary, refusal, isApexOnPrimary } = observed;
  if (adoptable.length === 0 || canary.spec.suspend) {
    return [];
  }
  const isToNote = primary && isApexOnPrimary && refusal && !canary.status.phase && !isInherited(observed);
  return [...(isToNote ? [note({ ...inheritance(observed), ...whatItRuns(observed) })] : []), { do: 'adopt' }];
}

/** What the primary runs, where that is what the target is at: from that it can be made anew. */
const whatItRuns = (observed: Observed): StatusChange =>
  isAt(observed) && observed.target.isPromoted ? { lastPromotedSpec: observed.target.workload.revision } : {};

/**
 * Says that there was a primary before the Canary began: what that runs may be another revision than the target's. Where a
 * former Canary left users on the target, routes that lead them there are let go if another mesh is named meanwhile.
 */
export function inheritance(observed: Observed): StatusChange {
  const { primary, canary, routes } = observed;
  if (!primary) {
    return {};
  }
  const message = `${primaryOf(canary)} was there before this Canary.`;
  const Former = (routes?.canary ?? 0) > 0 ? announced(observed) : undefined;
  return { conditions: { Inherited: { status: 'True', reason: 'PrimaryFound', message }, ...(Former && { Former }) } };
}

/** Whether the primary was there before the Canary began; said until the Canary is initialised. */
export const isInherited = ({ canary }: Pick<Observed, 'canary'>): boolean =>
  canary.status.conditions?.some(({ type }) => type === 'Inherited') === true;

/** Users whom a former Canary left on a target that serves nobody any more are not kept waiting for the initialisation. */
export const offDeadTarget = (observed: Observed): readonly Action[] =>
  isInherited(observed) && observed.isApexOnPrimary && primaryServes(observed) && !canaryServes(observed)
    ? setBack(observed)
    : [];

/** Once the Canary is initialised its status names what the primary runs. */
export const nothingInherited = (observed: Observed): NonNullable<StatusChange['conditions']> =>
  isInherited(observed) ? { Inherited: undefined, Former: formerCondition(observed) } : { Inherited: undefined };
