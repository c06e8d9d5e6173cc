import type { Phase } from '@flagger/api';
import { withContest } from './contest.ts';
import type { Observed } from './observed.ts';
import { awaitRevision } from './phases/await-revision.ts';
import { finish } from './phases/finish.ts';
import { initialize } from './phases/initialize.ts';
import { progress } from './phases/progress.ts';
import { promote } from './phases/promote.ts';
import { acceptAgain, cannotWork } from './refuse.ts';
import type { WithTarget } from './revision.ts';
import { IDLE, info, status, step, type Step } from './step.ts';

/** The life of a canary: which rule speaks in which phase. */
const RULES: Record<Phase, (observed: WithTarget) => Step> = {
  '': initialize,
  Initializing: initialize,
  Initialized: awaitRevision,
  Waiting: awaitRevision,
  Progressing: progress,
  WaitingPromotion: progress,
  Promoting: promote,
  Finalising: finish,
  Succeeded: awaitRevision,
  Failed: awaitRevision,
  Terminating: () => IDLE,
  Terminated: () => IDLE,
};

/** Decides what happens next to a canary. Pure: the same observation gives the same step. */
export function decide(observed: Observed): Step {
  const { canary, target } = observed;
  if (canary.metadata.deletionTimestamp) {
    return IDLE;
  }
  if (canary.spec.suspend) {
    return step([info(observed, 'skipping canary run as object is suspended')]);
  }
  if (!canary.status.phase) {
    return step([begin()]);
  }
  if (target.state !== 'found') {
    return cannotWork(observed, target);
  }
  return acceptAgain(observed) ?? withContest(observed, RULES[canary.status.phase]({ ...observed, target }));
}

const begin = () => status({ phase: 'Initializing', canaryWeight: 0, failedChecks: 0, iterations: 0 });
