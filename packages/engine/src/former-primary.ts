import type { Action } from '@flagger/api';
import { primaryOf } from './names.ts';
import { primaryNotReady } from './not-ready.ts';
import type { Observed } from './observed.ts';
import { isOtherTarget } from './other-target.ts';
import { isOnFormerPrimary } from './safe-routes.ts';
import { warn, type Step } from './step.ts';

/** What leads users to the primary that the Canary names now. */
const LEADS: readonly Action['do'][] = ['prepareMesh', 'ensureServices', 'ensureApex'];

/** The same step with nobody led away from the primary that serves them to one without pods, which is told. */
export function keptOnFormer(observed: Observed, step: Step): Step {
  if (!isOnFormerPrimary(observed)) {
    return step;
  }
  const primary = primaryOf(observed.canary);
  const why = primaryNotReady(observed)?.message ?? `${primary} not ready`;
  const message = `Users stay on the primary that they are on until ${primary} has pods: ${why}`;
  // the step in which another target is named says so in words of its own
  const isTold = isOtherTarget(observed);
  return {
    ...step,
    actions: [
      ...step.actions.filter(({ do: what }) => !LEADS.includes(what)),
      ...(isTold ? [] : [warn(observed, message)]),
    ],
  };
}
