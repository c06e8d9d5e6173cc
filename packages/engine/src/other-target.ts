import { ALL_TO_PRIMARY, type Phase } from '@flagger/api';
import { formerCondition } from './formers.ts';
import { primaryOf, targetOf } from './names.ts';
import type { Observed } from './observed.ts';
import { isAt } from './revision.ts';
import { route, status, step, warn, type Step } from './step.ts';
import { movedFrom, routedAt, writtenDown } from './wanted.ts';

/**
 * The Canary names another target than before, and users are on the primary of the former one: the new one is
 * initialised, and they stay where they are until its primary can take them.
 */
export function otherTarget(observed: Observed): Step | undefined {
  if (!isOtherTarget(observed) || observed.refusal) {
    return undefined;
  }
  const target = targetOf(observed.canary);
  const back = observed.routes && !movedFrom(observed) ? [route(ALL_TO_PRIMARY)] : [];
  return step([
    ...back,
    warn(
      observed,
      `The target changed! Initializing ${target}, users stay on the primary of the former target until ${primaryOf(observed.canary)} is ready`,
    ),
    status({
      phase: 'Initializing',
      canaryWeight: 0,
      failedChecks: 0,
      iterations: 0,
      lastAppliedSpec: '',
      lastPromotedSpec: '',
      conditions: { Former: formerCondition(observed), Held: undefined, RollingBack: undefined },
    }),
  ]);
}

/** Whether the target has no primary that serves anybody, be it one from before, while users are on that of another one. */
export const isOtherTarget = (observed: Observed): boolean =>
  isAt(observed)
  && !BEFORE.includes(observed.canary.status.phase ?? '')
  && (observed.primary
    ? observed.isOnFormerTarget === true && !observed.primary.isServing && hasOtherName(observed)
    : observed.isOnFormerTarget === true || hasOtherApex(observed));

const BEFORE: readonly Phase[] = ['', 'Initializing', 'Terminating', 'Terminated'];

/** A selector that somebody edited by hand leads elsewhere as well, and makes no other target. */
const hasOtherName = (observed: Observed): boolean =>
  ![undefined, observed.canary.spec.targetRef.name].includes(writtenDown(observed)?.target);

/** Where the service is called after the target, nobody calls the new one yet; another name of it alone is a rename. */
const hasOtherApex = (observed: Observed): boolean =>
  observed.canary.spec.service.name === undefined
  && !observed.isApexOnPrimary
  && ![undefined, routedAt(observed).apex].includes(movedFrom(observed)?.apex);
