import { annotationOf, type Verb } from '@flagger/api';
import { at, listOf, textAt } from '@flagger/simulated-cluster';

/** What the status answers to the last request of a verb; empty where it says nothing. */
export function answerTo(object: object | undefined, verb: Verb): string {
  const name = verb.replace(/(^|-)(.)/g, (_all, _dash, letter: string) => letter.toUpperCase());
  return textAt(conditionIn(object, `AskedTo${name}`), 'message');
}

const conditionIn = (object: object | undefined, wanted: string): unknown =>
  listOf(at(object, 'status', 'conditions')).find((each) => textAt(each, 'type') === wanted);

/** What a person decided is left out of the run: `PromoteNow`, `SkipAnalysis`, or nothing. */
export const leftOut = (object: object | undefined): string => textAt(conditionIn(object, 'Skipped'), 'reason');

/** Whether a gate of this type was opened by hand. */
export const isApproved = (object: object | undefined, gate: string): boolean =>
  textAt(conditionIn(object, 'Approved'), 'reason').toLowerCase() === gate.replace(/-/g, '');

/** Whether the canary stands still because a person wants it, or has not heard yet that it may go on. */
export const isPaused = (object: object | undefined): boolean =>
  at(object, 'metadata', 'annotations', annotationOf('pause')) !== undefined
  || textAt(conditionIn(object, 'Paused'), 'status') === 'True';
