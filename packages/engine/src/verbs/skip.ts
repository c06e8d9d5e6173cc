import type { Phase, Request } from '@flagger/api';
import { nameOf } from '../names.ts';
import type { Observed } from '../observed.ts';
import { isAt, isOtherThanApplied } from '../revision.ts';
import { obstructionOf } from '../obstruction.ts';
import { hasFailedTooOften } from '../roll-back.ts';
import type { Answer } from './answer.ts';
import { isPaused, PAUSED } from './paused.ts';

/** What a person decided is left out of this run. */
export type Skipped = 'PromoteNow' | 'SkipAnalysis';

/** What is left out of this run, until it is promoted or taken back. */
export function skippedIn({ canary }: Pick<Observed, 'canary'>): Skipped | undefined {
  const reason = canary.status.conditions?.find(({ type, status }) => type === 'Skipped' && status === 'True')?.reason;
  return reason === 'PromoteNow' || reason === 'SkipAnalysis' ? reason : undefined;
}

/** Whether the target is promoted as it is once its pods are ready. */
export const isPromotedUnseen = (observed: Pick<Observed, 'canary'>): boolean =>
  observed.canary.spec.skipAnalysis === true || skippedIn(observed) === 'PromoteNow';

/** No more steps, checks and gates: the primary is copied as soon as the target's pods are ready. */
export const promoteNow = (observed: Observed, request: Request): Answer =>
  skipping(observed, request, {
    reason: 'PromoteNow',
    does: `promoting ${nameOf(observed.canary)} as soon as its pods are ready`,
  });

/** No more steps and checks: what is left are the pods, the rollback hooks and the gate of the promotion. */
export const skipAnalysis = (observed: Observed, request: Request): Answer =>
  skipping(observed, request, {
    reason: 'SkipAnalysis',
    does: `skipping the rest of the analysis of ${nameOf(observed.canary)}`,
  });

function skipping(
  observed: Observed,
  request: Request,
  { reason, does }: { readonly reason: Skipped; readonly does: string },
): Answer {
  const refused = whyNot(observed, reason);
  const by = request.by === undefined ? '' : ` as ${request.by} asked`;
  if (refused !== undefined) {
    return { refused };
  }
  // only a primary without pods has kept it from being taken back
  const anew = hasFailedTooOften(observed) ? { failedChecks: 0 } : {};
  const conditions = { RollingBack: undefined, Skipped: { status: 'True', reason, message: `${does}${by}` } } as const;
  return { does, change: { ...anew, conditions } };
}

function whyNot(observed: Observed, reason: Skipped): string | undefined {
  const already = skippedIn(observed);
  const obstruction = obstructionOf(observed);
  const phase = NO_ANALYSIS[observed.canary.status.phase ?? ''];
  if (phase !== undefined) {
    return phase;
  }
  if (isPaused(observed)) {
    return PAUSED;
  }
  if (obstruction && obstruction.kind !== 'action') {
    return obstruction.message;
  }
  if (isAt(observed) && isOtherThanApplied(observed)) {
    return 'the target was changed, and what it is now is not what was analysed';
  }
  return already === reason || already === 'PromoteNow' ? 'that is being done already' : undefined;
}

/** Why there is nothing to skip in a phase; undefined where there is. */
const NO_ANALYSIS: Readonly<Record<Phase, string | undefined>> = {
  '': 'the canary has not begun',
  Initializing: 'the canary is being initialised',
  Initialized: 'nothing is being analysed',
  Waiting: 'the run has not begun, it waits for approval',
  Progressing: undefined,
  WaitingPromotion: undefined,
  Promoting: 'it is being promoted already',
  Finalising: 'it is being promoted already',
  Succeeded: 'nothing is being analysed',
  Failed: 'the run has failed, retry it first',
  Terminating: 'the canary is being deleted',
  Terminated: 'the canary is being deleted',
};
