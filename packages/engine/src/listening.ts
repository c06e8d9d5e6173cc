import { ALL_TO_PRIMARY, type Action } from '@flagger/api';
import { nameOf } from './names.ts';
import type { Observed } from './observed.ts';
import { pollOf } from './poll.ts';
import { isAt, isOtherThanApplied } from './revision.ts';
import { earliest } from './repairs.ts';
import { decisionToRollBack } from './roll-back.ts';
import { inSession } from './session.ts';
import { alert, route, step, type Step } from './step.ts';

/** A run that stands still: what is done meanwhile, and when hooks are heard first, ms since the epoch. */
interface Standstill {
  readonly kept: readonly Action[];
  readonly firstAt: number;
}

/** People can still take the run back; what they set the target to meanwhile gets nobody. */
export function listening(observed: Observed, { kept, firstAt }: Standstill): Step {
  const isOther = isAt(observed) && isOtherThanApplied(observed);
  const hasUsers = observed.routes !== undefined && observed.routes.canary > 0;
  const withoutUsers: readonly Action[] = hasUsers ? [route(ALL_TO_PRIMARY)] : [];
  const { number } = pollOf(observed);
  return inSession(observed, {
    inquiries: [{ what: 'rollback' }],
    kept: isOther ? withoutUsers : kept,
    firstAt,
    number,
    passed: (said) => step(said),
    halted: ({ said }) =>
      step([
        ...said,
        alert(observed, 'warn', 'Rolling back manual webhook invoked'),
        decisionToRollBack('RollbackHook', `Rolling back ${nameOf(observed.canary)} manual webhook invoked`),
      ]),
  });
}

/** Who waits is heard: people can take the run back. */
export function heardMeanwhile(observed: Observed, waits: Step): Step {
  const heard = listening(observed, { kept: waits.actions, firstAt: observed.now });
  const ask = heard.ask ?? waits.ask;
  return { ...heard, ...(ask && { ask }), next: earliest(observed, [heard.next, waits.next]) };
}
