import { ALL_TO_CANARY, ALL_TO_PRIMARY, sameRoutes, type Request } from '@flagger/api';
import { nameOf, primaryOf } from '../names.ts';
import type { Observed } from '../observed.ts';
import { asApplied, asCopied, isAt, isUnseen } from '../revision.ts';
import { end } from '../roll-back.ts';
import { movedFrom, routedCondition, writtenDown } from '../wanted.ts';
import { note, route, step, warn, type Step } from '../step.ts';
import type { Answer } from './answer.ts';

/** Takes back whatever is under way. That is written down first, so that a crash forgets nothing. */
export function abort(observed: Observed, request: Request): Answer {
  const { canary } = observed;
  const by = request.by === undefined ? '' : ` by ${request.by}`;
  switch (canary.status.phase) {
    case 'Progressing':
    case 'WaitingPromotion':
      return takenBack(observed, { reason: 'Aborted', why: `Rolling back ${nameOf(canary)} aborted${by}` });
    case 'Waiting':
      return notBegun(observed, `Canary was not released, aborted${by}`);
    case 'Promoting':
    case 'Finalising':
      return {
        ...takenBack(observed, { reason: 'Aborted', why: `Promotion of ${nameOf(canary)} aborted${by}` }),
        does: `giving up the promotion of ${nameOf(canary)}`,
      };
    default:
      return { refused: 'nothing is being released' };
  }
}

/** A decision to take the run back, which the next turn carries out; `why` is told when it does. */
export const takenBack = (
  { canary }: Observed,
  { reason, why }: { readonly reason: string; readonly why: string },
): Answer => ({
  does: `rolling back ${nameOf(canary)}`,
  alarm: why,
  change: { conditions: { RollingBack: { status: 'True', reason, message: why } } },
});

/** A revision that waits for approval does not get it: it has no users and no pods, and counts as failed. */
export function notBegun(observed: Observed, alarm: string): Answer {
  if (!isAt(observed)) {
    return { refused: 'there is no target' };
  }
  return {
    does: `${nameOf(observed.canary)} is not released`,
    alarm,
    touch: true,
    change: {
      phase: 'Failed',
      canaryWeight: 0,
      failedChecks: 0,
      iterations: 0,
      ...asApplied(observed),
      conditions: { Held: undefined, Approved: undefined, Routed: routedCondition(observed, ALL_TO_PRIMARY) },
    },
  };
}

/**
 * The primary is overwritten already, so nobody can be given what it ran before. All users go to the target, which is
 * the same and was analysed; set back to what was promoted before, it is copied to the primary at once. A target that
 * cannot take them, or that was changed since, gets nobody. Where users are to be is written down before they are led there.
 */
export function abandonedPromotion(observed: Observed): Step | undefined {
  const { canary, routes } = observed;
  const { phase, conditions } = canary.status;
  const decided = conditions?.find(({ type }) => type === 'RollingBack');
  if (!decided || (phase !== 'Promoting' && phase !== 'Finalising')) {
    return undefined;
  }
  const isFit = isSame(observed);
  const users = isFit ? ALL_TO_CANARY : ALL_TO_PRIMARY;
  const written = writtenDown(observed)?.routes;
  if (routes && !sameRoutes(routes, users) && !(written && sameRoutes(written, users))) {
    return step([note({ conditions: { Routed: routedCondition(observed, users, movedFrom(observed)) } })]);
  }
  const promoted = isFit ? {} : asCopied(observed);
  return end(
    observed,
    [
      ...(routes && !sameRoutes(routes, users) ? [route(users)] : []),
      warn(observed, `${decided.message}: ${primaryOf(canary)} is overwritten, set the target back to restore it`, {
        phase: 'Failed',
      }),
    ],
    {
      change: { phase: 'Failed', canaryWeight: users.canary, failedChecks: 0, iterations: 0, ...promoted },
      routes: users,
    },
  );
}

const isSame = (observed: Observed): boolean =>
  isAt(observed) && observed.target.workload.state.state !== 'asleep' && !isUnseen(observed);
