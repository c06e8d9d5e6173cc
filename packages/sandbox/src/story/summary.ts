import type { Stays, VersionTally } from '../traffic/index.ts';
import type { Colours } from './colours.ts';

/** What became of one release. */
export interface Outcome {
  readonly tag: string;
  /** The phase it ended in. */
  readonly end: string;
  readonly seconds: number;
  /** The percentages that the new version got, one after the other. */
  readonly weights: readonly number[];
}

export interface Told {
  readonly seconds: number;
  readonly outcomes: readonly Outcome[];
  readonly tally: readonly VersionTally[];
  readonly stays?: Stays | undefined;
}

/** What stands at the end of the story. */
export function summary({ seconds, outcomes, tally, stays }: Told, paint: Colours): readonly string[] {
  const requests = sum(tally.map((each) => each.requests));
  const failed = sum(tally.map((each) => each.failed));
  return [
    '',
    paint.bold('Summary'),
    ` duration    ${seconds.toFixed(0)} s`,
    ` requests    ${requests} of users at the apex, ${failed} failed${requests > 0 ? ` (${((100 * failed) / requests).toFixed(2)} %)` : ''}`,
    ...tally.map(
      (each) =>
        `   ${(each.version || 'nobody answered').padEnd(16)} ${String(each.requests).padStart(6)} served, ${each.failed} failed, p99 ${each.p99Ms.toFixed(0)} ms`,
    ),
    ...(stays
      ? [
          ` sticky      ${stays.given} of ${stays.clients} clients got a cookie; of ${stays.requests} requests with it ${stays.astray} went astray`,
        ]
      : []),
    ...outcomes.map(
      ({ tag, end, seconds: took, weights }) =>
        ` ${tag.padEnd(11)} ${(end === 'Succeeded' ? paint.green : paint.red)(end.padEnd(9))} after ${took.toFixed(0)} s, weights ${weights.join(' → ')}`,
    ),
  ];
}

/** What to try after a story. */
export function suggestions(scenario: string): readonly string[] {
  const others = ['ab', 'bluegreen', 'mirror', 'affinity', 'template'].filter((each) => each !== scenario);
  return [
    '',
    'What to try next',
    ' npm start -- --keep                     and then look around with kubectl',
    ...others.map((other) => ` npm start -- --scenario ${other.padEnd(15)} ${WAYS.get(other) ?? ''}`),
    ' npm start -- --mesh smi:istio           the same through another mesh: appmesh, nginx, kubernetes …',
    ' edit artifacts/examples/*.yaml          and see what the operator makes of it',
  ];
}

const WAYS = new Map([
  ['ab', 'for users with a cookie only'],
  ['bluegreen', 'beside the old version, without users'],
  ['mirror', "with copies of the users' requests"],
  ['affinity', 'with users who stay where they were sent'],
  ['template', 'judged by a MetricTemplate'],
]);

const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);
