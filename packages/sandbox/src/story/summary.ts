import type { Stays, VersionTally } from '../traffic/index.ts';
import type { Colours } from './colours.ts';
import type { Release } from './scenarios.ts';
import type { Compared } from './seen.ts';

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

/** What is wrong where clients did not stay where they were sent; undefined where nothing is. */
export const strayed = (stays: Stays | undefined): string | undefined =>
  stays && (stays.given === 0 || stays.astray > 0)
    ? `clients were to stay where they were sent: ${stays.given} of ${stays.clients} got a cookie, and ${stays.astray} of ${stays.requests} requests with it went astray`
    : undefined;

/** What to try after a story. */
export function suggestions(scenario: string): readonly string[] {
  const others = ['ab', 'bluegreen', 'mirror', 'affinity', 'compare', 'template'].filter((each) => each !== scenario);
  return [
    '',
    'What to try next',
    ' npm start -- --story bookinfo           a document that people follow: reviews from v1 to v3',
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
  ['compare', 'beside the version that serves, where no threshold would be right'],
  ['template', 'judged by a MetricTemplate'],
]);

const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);

/**
 * What is said of a release that did not end as it was to end. Where a comparison was still undecided, too few requests
 * got through: that is a slow machine, not what the story is about.
 */
export function wrongEnd(
  { tag, end }: Pick<Release, 'tag' | 'end'>,
  found: string,
  compared: readonly Compared[],
): string {
  const open = compared.find(({ verdict }) => verdict === 'undecided');
  const ended = `the release of ${tag} ended as ${found}, and was to end as ${end}`;
  return open === undefined
    ? ended
    : `${ended}: ${open.name} was not decided (${open.message}). This machine was too slow for the requests that a decision needs, and the story would be a wrong one; try again with less beside it`;
}
