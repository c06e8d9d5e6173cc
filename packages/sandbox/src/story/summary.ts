import type { VersionTally } from '../traffic/index.ts';
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
}

/** What stands at the end of the story. */
export function summary({ seconds, outcomes, tally }: Told, paint: Colours): readonly string[] {
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
    ...outcomes.map(
      ({ tag, end, seconds: took, weights }) =>
        ` ${tag.padEnd(11)} ${(end === 'Succeeded' ? paint.green : paint.red)(end.padEnd(9))} after ${took.toFixed(0)} s, weights ${weights.join(' → ')}`,
    ),
  ];
}

/** What to try after a story. */
export function suggestions(scenario: string): readonly string[] {
  const others = ['ab', 'bluegreen', 'mirror'].filter((each) => each !== scenario);
  return [
    '',
    'What to try next',
    ' npm start -- --keep                     and then look around with kubectl',
    ...others.map((other) => ` npm start -- --scenario ${other.padEnd(15)} ${WAYS.get(other) ?? ''}`),
    ' npm start -- --mesh smi:istio           the same through another mesh: appmesh, nginx, contour, kubernetes',
    ' edit artifacts/examples/*.yaml          and see what the operator makes of it',
  ];
}

const WAYS = new Map([
  ['ab', 'for users with a cookie only'],
  ['bluegreen', 'beside the old version, without users'],
  ['mirror', "with copies of the users' requests"],
]);

const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);
