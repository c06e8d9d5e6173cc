/**
 * Asks a real Prometheus and ours the same questions about the same samples, and tells where the answers differ.
 * Needs `prometheus` on the path; the exit code is 1 where anything differs. `--seed N` makes other samples and other
 * questions. Files that are named hold counting queries, which are asked as well.
 */
import { parseArgs } from 'node:util';
import { keyOf, NAME } from '../labels.ts';
import { asked, type Asked, type Question } from './asked.ts';
import { chanceOf, type Chance } from './chance.ts';
import { countingQueries } from './counting-queries.ts';
import { EXPRESSIONS } from './expressions.ts';
import { generatedQueries } from './generated-queries.ts';
import { ourPrometheus } from './our-prometheus.ts';
import { PROVIDER_QUERIES } from './provider-queries.ts';
import { providerSeries } from './provider-samples.ts';
import { installedVersion, realPrometheus } from './real-prometheus.ts';
import type { GivenSeries } from './remote-write.ts';
import { EXACT_TIMES, FIRST, generatedSeries, LAST } from './samples.ts';
import { WRONG_QUERIES } from './wrong-queries.ts';

const SEED = '42';
const MOST_SHOWN = 30;
/** So many questions about each function must have had an answer with values, or the comparison says little. */
const FEWEST_WITH_VALUES = 3;

/** The samples, in the order in which ours holds them, so that both sum them up in the same order. */
function samplesOf(chance: Chance): readonly GivenSeries[] {
  const place = ({ labels }: GivenSeries): string => `${labels.get(NAME) ?? ''} ${keyOf(labels)}`;
  return [...generatedSeries(chance), ...providerSeries(chance)].sort((one, other) =>
    place(one) < place(other) ? -1 : 1,
  );
}

const AT_TIMES = 12;

/** From the command line. */
interface Given {
  readonly seed: number;
  /** What comparisons of canary and primary ask. */
  readonly counting: ReturnType<typeof countingQueries>;
}

/** Paths of the API that answer with lists. */
const LISTS = [
  'labels',
  'label/job/values',
  'label/__name__/values',
  'label/text/values',
  'series?match[]=level',
  'series?match[]=level&match[]={job="api"}',
  'series?match[]={job=~"a.*",code!="200"}',
  'label/instance/values?match[]=level{job="api"}&match[]=replicas',
  'labels?match[]=build_info',
  'labels?match[]=texts',
  'series',
  'series?match[]={',
  'series?match[]={x=""}',
  'label/a-b/values',
  'series?match[]=level&start=x',
  'labels?match[]=level[5m]',
  'labels?match[]={x=""}',
  'series?match[]=level%20offset%205m',
  'series?match[]=%20level%20',
  'series?match[]=sum(level)',
  'series?match[]=1',
  'series?match[]=level%20%2B%201',
  'series?match[]=(level)',
  'series?match[]=level{job="api"}[5m]',
];

function questionsOf(chance: Chance, { seed, counting }: Given): readonly Question[] {
  const time = (): number => chance.whole(FIRST / 1000 - 30, LAST / 1000 + 330);
  const span = (): Question['when'] => ({
    start: time(),
    seconds: chance.whole(0, 600),
    step: chance.pick([7, 15, 30, 60]),
  });
  const providers = Array.from({ length: AT_TIMES }, () => [...PROVIDER_QUERIES, ...counting]).flat();
  // Prometheus keeps the order of samples only at one time: which of equal values are chosen, and what is left of
  // differences, depends on it
  const dependsOnOrder = (query: string): boolean => /topk|bottomk|stddev|stdvar/i.test(query);
  const instants = [...generatedQueries(seed), ...providers].map((each): Question => ({
    ...each,
    kind: 'values',
    when: chance.is(0.25) && !dependsOnOrder(each.query) ? span() : { time: time() },
  }));
  const end = { time: LAST / 1000 };
  const matched = EXPRESSIONS.map((expression): Question => ({
    about: 'expressions',
    query: `texts{text=~${JSON.stringify(expression)}}`,
    kind: 'values',
    when: end,
  }));
  const lists = LISTS.map((query): Question => ({ about: 'lists', query, kind: 'list', when: end }));
  return [
    ...instants,
    ...matched,
    ...lists,
    ...exactQuestions(),
    ...WRONG_QUERIES.map((query): Question => ({ about: 'mistakes', query, kind: 'mistake', when: end })),
  ];
}

/** Questions that have samples at the very ends of what they ask for, and one ms beside. */
function exactQuestions(): readonly Question[] {
  const queries = [
    'exact',
    ...['15s', '1m', '10m'].flatMap((range) =>
      ['count_over_time', 'rate', 'sum_over_time'].map((name) => `${name}(exact[${range}])`),
    ),
    'count_over_time(exact[1m:15s])',
    'exact offset 15s',
    'max_over_time(exact[30s:15s] offset 15s)',
  ];
  const ends = [EXACT_TIMES[0], EXACT_TIMES[10], EXACT_TIMES.at(-1), (EXACT_TIMES.at(-1) ?? 0) + 300_000];
  return queries.flatMap((query) =>
    ends.flatMap((end = 0) =>
      [-1, 0, 1].map((beside): Question => ({
        about: 'ends',
        query,
        kind: 'values',
        when: { time: (end + beside) / 1000 },
      })),
    ),
  );
}

async function main(): Promise<boolean> {
  const version = installedVersion();
  if (version === undefined) {
    throw new Error('prometheus is not installed (Debian: apt-get install prometheus)');
  }
  const { values, positionals } = parseArgs({
    options: { seed: { type: 'string', default: SEED } },
    allowPositionals: true,
  });
  const seed = Number(values.seed);
  const counting = positionals.flatMap(countingQueries);
  const chance = chanceOf(seed);
  const series = samplesOf(chance);
  const real = await realPrometheus(series);
  const ours = await ourPrometheus(series);
  try {
    const questions = questionsOf(chance, { seed, counting });
    console.log(`prometheus ${version}, seed ${seed}: ${questions.length} questions about ${series.length} series`);
    const results: Asked[] = [];
    for (const question of questions) {
      results.push(await asked(question, real.address, ours.address));
    }
    return isToldAsEqual(results);
  } finally {
    await Promise.all([real.stop(), ours.stop()]);
  }
}

function isToldAsEqual(results: readonly Asked[]): boolean {
  const different = results.filter((result) => result.difference !== undefined);
  for (const { question, difference, real, ours } of different.slice(0, MOST_SHOWN)) {
    console.log(
      `\nDIFFERENT (${question.about}): ${difference ?? ''}\n  ${question.query}\n  ${JSON.stringify(question.when)}\n  real ${shown(real)}\n  ours ${shown(ours)}`,
    );
  }
  const names = new Set(
    results.filter(({ question }) => question.kind === 'values').map(({ question }) => question.about),
  );
  const poor = [...names].filter(
    (name) =>
      results.filter((result) => result.question.about === name && result.hasValues).length < FEWEST_WITH_VALUES,
  );
  for (const name of poor) {
    console.log(`TOO FEW VALUES: about ${name} hardly any question had an answer`);
  }
  const count = (isCounted: (result: Asked) => boolean): number => results.filter(isCounted).length;
  console.log(
    `\nwith values ${count(({ hasValues }) => hasValues)}, empty ${count(({ hasValues, real }) => !hasValues && real.status === 200)}, refused by both ${count(({ real }) => real.status !== 200)}`,
  );
  console.log(`${results.length - different.length} passed, ${different.length + poor.length} failed`);
  return different.length + poor.length === 0;
}

const shown = (reply: unknown): string => JSON.stringify(reply).slice(0, 600);

main().then(
  (isEqual) => {
    process.exitCode = isEqual ? 0 : 1;
  },
  (error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  },
);
