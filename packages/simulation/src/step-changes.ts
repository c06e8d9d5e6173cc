import type { KubeObject } from '@flagger/api';
import { textAt } from '@flagger/simulated-cluster';
import { conditionIn } from './places.ts';
import { isRunning, stageOf, stepOf, type Stage } from './stage.ts';

/** Only another revision sets back what was reached; with the same image it may be another config. */
export function isNewRun(from: Stage, to: Stage): boolean {
  if (to.phase !== 'Progressing' || to.weight + to.iterations > 0) {
    return false;
  }
  return (
    !isRunning(from)
    || to.applied !== from.applied
    || to.configs !== from.configs
    || from.phase === 'WaitingPromotion'
    || from.weight + from.iterations > 0
  );
}

/** Only the time moved, since a person let the canary go on, or a move was taken back. */
export function isSameStep(before: KubeObject | undefined, after: KubeObject | undefined): boolean {
  const [from, to] = [stageOf(before), stageOf(after)];
  return stepOf({ ...from, time: to.time }) === stepOf(to) && answersOf(before) !== answersOf(after);
}

/** Whether a person paused the canary, and where it is not routed any more. */
const answersOf = (object: KubeObject | undefined): string =>
  JSON.stringify([textAt(conditionIn(object, 'Paused'), 'status'), textAt(conditionIn(object, 'Former'), 'message')]);
