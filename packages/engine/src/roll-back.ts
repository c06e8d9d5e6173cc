import { ALL_TO_PRIMARY, webhooksOf, type Action, type Phase, type Routes, type StatusChange } from '@flagger/api';
import { answerTo, ask, hasSettled, settle } from './ask.ts';
import { nameOf } from './names.ts';
import type { WithTarget } from './revision.ts';
import { note, route, says, status, step, warn, type Step } from './step.ts';

/**
 * Gives users back to the primary, lets proxies hear of it, puts the target to sleep, calls the post-rollout hooks,
 * ends the run as Failed.
 */
export function rollBack(observed: WithTarget, reasons: readonly Action[]): Step {
  const { canary } = observed;
  const back: readonly Action[] = [...toPrimary(observed), ...reasons];
  if (!hasSettled(observed)) {
    return ask(observed, back, settle(observed));
  }
  const asleep: readonly Action[] = [
    ...back,
    { do: 'scaleTarget', to: 'zero' },
    warn(observed, `Canary failed! Scaling down ${nameOf(canary)}`),
  ];
  return end(observed, asleep, { phase: 'Failed', canaryWeight: 0, failedChecks: 0, iterations: 0 });
}

/** Remembers a decision that could not be made again after a crash; the next turn carries it out. */
export const decisionToRollBack = (reason: string, message: string): Action =>
  note({ conditions: { RollingBack: { status: 'True', reason, message } } });

/** Ends the run: post-rollout hooks are asked before the last status is written, so they happen at least once. */
export function end(
  observed: WithTarget,
  actions: readonly Action[],
  last: StatusChange & { readonly phase: Phase },
): Step {
  const written = status({ ...last, conditions: { Held: undefined, RollingBack: undefined } });
  if (webhooksOf(observed.canary, 'post-rollout').length === 0) {
    return step([...actions, written]);
  }
  const hooks = { what: 'post-rollout', phase: last.phase } as const;
  const answer = answerTo(observed, hooks);
  return answer
    ? step([...actions, ...says(observed, answer, { phase: last.phase }), written])
    : ask(observed, actions, hooks);
}

/** Nothing to do where the primary has all users already. */
export function toPrimary({ routes }: { readonly routes: Routes | undefined }): readonly Action[] {
  return !routes || (routes.canary === 0 && !routes.mirrored) ? [] : [route(ALL_TO_PRIMARY)];
}
