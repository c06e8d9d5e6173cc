import { type Condition, type KubeObject, statusOf } from '@flagger/api';
import { fieldsOf } from './fields.ts';
import { rawOf } from './raw.ts';

/** What keeps a canary from going on. */
export interface Obstacle {
  /** The type of the condition that says so; `Suspended` is `spec.suspend`. */
  readonly condition: string;
  /** In the operator's words. */
  readonly says: string;
  readonly since?: string;
  /** What a person can do. */
  readonly advice: string;
}

/** Which condition stops a canary when it has which status, the most important first. */
const OBSTACLES: readonly (readonly [type: string, stops: Condition['status'], advice: string])[] = [
  ['RollingBack', 'True', 'That is decided: no verb is heard until the run has ended, as Failed.'],
  ['Accepted', 'False', 'Change the field that the sentence names; the run waits until then.'],
  ['Paused', 'True', 'Somebody asked it to stand still: `kubectl flagger resume NAME` lets it go on.'],
  [
    'Obstructed',
    'True',
    'Mend what the sentence names: it is tried again until it goes, but a run that it stops is rolled back at progressDeadlineSeconds.',
  ],
  [
    'Contested',
    'True',
    'Somebody else keeps changing an object of this canary: find out who, and let one of you own it.',
  ],
  ['PrimaryReady', 'False', 'Look at the pods of the primary: `kubectl describe pods` says why they do not start.'],
  ['TargetReady', 'False', 'Look at the pods of the target: `kubectl describe pods` says why they do not start.'],
  ['Held', 'True', 'Nobody could say yes or no: look at the metrics server, or send traffic to the canary.'],
];

/** All that keeps a canary from going on, the most important first. */
export function obstaclesOf(canary: KubeObject): readonly Obstacle[] {
  const { conditions = [] } = statusOf(rawOf(canary));
  const found = OBSTACLES.flatMap(([type, stops, advice]) => {
    const found = conditions.find((condition) => condition.type === type && condition.status === stops);
    if (found === undefined) {
      return [];
    }
    const { lastTransitionTime: since } = found;
    const says = type === 'Paused' ? pausedText(found) : found.message || `${type} is ${stops}`;
    return [{ condition: type, says, ...(since !== undefined && { since }), advice: named(advice, canary) }];
  });
  return fieldsOf(canary.spec).suspend === true ? [SUSPENDED, ...found] : found;
}

const SUSPENDED: Obstacle = {
  condition: 'Suspended',
  says: 'It is suspended',
  advice: 'The operator leaves it as it is until spec.suspend is false again.',
};

/** The condition repeats the request and its time; people want to know who it was. */
function pausedText({ message }: Condition): string {
  const [, by] = /^"[^"]*" by (.*?)(?: at \S+)? holds until/.exec(message) ?? [];
  return by === undefined ? 'It is paused' : `It is paused by ${by}`;
}

const named = (advice: string, { metadata: { name, namespace } }: KubeObject): string =>
  advice.replace('NAME', namespace === undefined ? name : `${name} -n ${namespace}`);
