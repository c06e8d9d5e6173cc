import { AGGREGATORS, ARITHMETIC, COMPARISONS, SET_OPERATORS } from '../promql/expression.ts';
import { SIGNATURES, type Signature, type Type } from '../promql/signatures.ts';
import { chanceOf, type Chance } from './chance.ts';
import { duration, MATCHERS, METRICS, moved, selector, TIMES } from './generated-selectors.ts';

/** A query, and what it is there to try. */
export interface GeneratedQuery {
  readonly about: string;
  readonly query: string;
}

const EACH = 30;
const FREE = 800;

/** Queries about every function, every aggregation and every operator, and some of anything. */
export function generatedQueries(seed: number): readonly GeneratedQuery[] {
  const chance = chanceOf(seed);
  const several = (about: string, query: () => string): readonly GeneratedQuery[] =>
    Array.from({ length: EACH }, () => ({ about, query: query() }));
  return [
    ...[...SIGNATURES].flatMap(([name, signature]) =>
      several(name, () => call(chance, { name, signature, depth: chance.whole(0, 1) })),
    ),
    ...AGGREGATORS.flatMap((operator) => several(operator, () => aggregation(chance, operator, chance.whole(0, 1)))),
    ...[...ARITHMETIC, ...COMPARISONS, ...SET_OPERATORS].flatMap((operator) =>
      several(operator, () => binary(chance, operator, 0)),
    ),
    ...several('offset', () => `${selector(chance)} offset ${chance.pick(['', '-'])}${duration(chance)}`),
    ...several('@', () => `${selector(chance)} @ ${chance.pick([TIMES.middle, TIMES.early, 'start()', 'end()'])}`),
    ...several('[]', () => matrix(chance, 0)),
    ...several('[:]', () => subquery(chance, 0)),
    ...several('=~', () => selector(chance)),
    ...several('number', () => scalar(chance, 2)),
    ...Array.from({ length: FREE }, () => ({ about: 'anything', query: vector(chance, 3) })),
  ];
}

function vector(chance: Chance, depth: number): string {
  if (depth === 0) {
    return moved(chance, selector(chance));
  }
  const kind = chance.whole(0, 9);
  if (kind < 4) {
    return call(chance, { ...chance.pick(VECTOR_CALLS), depth: depth - 1 });
  }
  if (kind < 6) {
    return aggregation(chance, chance.pick(AGGREGATORS), depth - 1);
  }
  if (kind < 8) {
    return binary(chance, chance.pick([...ARITHMETIC, ...COMPARISONS, ...SET_OPERATORS]), depth - 1);
  }
  return chance.pick([
    `-${vector(chance, depth - 1)}`,
    `(${vector(chance, depth - 1)})`,
    `+${vector(chance, depth - 1)}`,
    vector(chance, 0),
  ]);
}

function matrix(chance: Chance, depth: number): string {
  if (depth > 0 && chance.is(0.4)) {
    return subquery(chance, depth - 1);
  }
  return moved(chance, `${selector(chance)}[${duration(chance)}]`);
}

function subquery(chance: Chance, depth: number): string {
  const inner = vector(chance, depth);
  return moved(
    chance,
    `${/^[\w:]+$/.test(inner) ? inner : `(${inner})`}[${chance.pick(['2m', '5m', '10m'])}:${chance.pick(['', '15s', '1m', '7s', '30s'])}]`,
  );
}

const NUMBERS = [
  '0',
  '1',
  '2',
  '-1',
  '0.5',
  '.25',
  '1e3',
  '-1.5e-2',
  '100',
  '0x1F',
  '017',
  'Inf',
  '-Inf',
  'NaN',
  '3',
  '0.9',
  '0.99',
] as const;

function scalar(chance: Chance, depth: number): string {
  if (depth === 0 || chance.is(0.6)) {
    return chance.pick(NUMBERS);
  }
  const one = (): string => scalar(chance, depth - 1);
  return chance.pick([
    () => 'time()',
    () => 'pi()',
    () => `scalar(${vector(chance, 0)})`,
    () => `scalar(sum(${selector(chance)}))`,
    () => `(${one()})`,
    () => `-${one()}`,
    () => `${one()} ${chance.pick(ARITHMETIC)} ${one()}`,
    () => `${one()} ${chance.pick(COMPARISONS)} bool ${one()}`,
    () => `-${one()} ^ ${one()} * ${one()} - ${one()}`,
  ])();
}

const LABELS = ['job', 'instance', 'code', 'le', 'version', 'missing', '__name__'] as const;
const labels = (chance: Chance, most: number): string =>
  `(${[...new Set(Array.from({ length: chance.whole(0, most) }, () => chance.pick(LABELS)))].join(', ')})`;

function aggregation(chance: Chance, operator: string, depth: number): string {
  const parameters: Readonly<Record<string, string>> = {
    topk: `${chance.whole(0, 4)}, `,
    bottomk: `${chance.whole(1, 3)}, `,
    quantile: `${scalar(chance, 0)}, `,
    count_values: `"${chance.pick(['value', 'job', 'v2'])}", `,
  };
  // values become labels here, which must be equal to the last digit
  const values =
    operator === 'count_values'
      ? `${chance.pick(['round', 'floor', '', 'abs'])}(${selector(chance)})`
      : vector(chance, depth);
  const inner = `(${parameters[operator] ?? ''}${values})`;
  if (chance.is(0.3)) {
    return operator + inner;
  }
  const grouping = `${chance.pick(['by', 'without', 'BY'])} ${labels(chance, 2)}`;
  return chance.is(0.5) ? `${operator} ${grouping} ${inner}` : `${operator}${inner} ${grouping}`;
}

/** Mostly of two sides that go together: the same metric, or two that are aggregated alike. */
function binary(chance: Chance, operator: string, depth: number): string {
  const bool = (COMPARISONS as readonly string[]).includes(operator) && chance.is(0.4) ? 'bool ' : '';
  const isSet = (SET_OPERATORS as readonly string[]).includes(operator);
  const infix = (modifier = ''): string => ` ${chance.is(0.2) ? operator.toUpperCase() : operator} ${bool}${modifier}`;
  const metric = chance.pick(METRICS);
  const grouping = `by ${chance.pick(['(job)', '(job, instance)', '(code)', '()'])}`;
  const matching = (): string => `${chance.pick(['on', 'ignoring'])}${labels(chance, 2)} `;
  const sides = [
    () => `${metric}${infix()}${metric}`,
    () => `${metric}${infix()}${metric} offset ${duration(chance)}`,
    () => `sum ${grouping} (${vector(chance, depth)})${infix()}avg ${grouping} (${vector(chance, depth)})`,
    () => `${vector(chance, depth)}${infix(matching())}${vector(chance, depth)}`,
    () => `level${infix('on(job, instance) ')}${chance.pick(['replicas', 'temperature', 'build_info'])}`,
    () =>
      `requests_total${infix(`${chance.pick(['on(job, instance)', 'ignoring(code, version)'])} ${isSet ? '' : `group_left${chance.pick(['', '()', '(version)', '(version, code)'])}`}`)} build_info`,
    () =>
      `build_info${infix(`on(job, instance) ${isSet ? '' : `group_right${chance.pick(['', '(version)'])}`}`)} requests_total`,
    () =>
      isSet ? `${metric}${infix()}${vector(chance, depth)}` : `${vector(chance, depth)}${infix()}${scalar(chance, 1)}`,
    () =>
      isSet ? `${vector(chance, depth)}${infix()}${metric}` : `${scalar(chance, 1)}${infix()}${vector(chance, depth)}`,
    () =>
      `${vector(chance, depth)}${infix()}${vector(chance, 0)} ${chance.pick(['+', '*', '-', '^', 'and', 'or'])} ${vector(chance, 0)}`,
  ] as const;
  return chance.pick(sides)();
}

interface Called {
  readonly name: string;
  readonly signature: Signature;
  readonly depth: number;
}

const TEXTS: Readonly<Record<string, readonly [string, ...(readonly string[])]>> = {
  label_replace: [
    '"new", "$1-$2", "instance", "(.*):(.*)"',
    '"job", "", "job", "api"',
    '"job", "x${1}y", "job", "(?:a|w)(.+)"',
    '"new", "${name}$$", "code", "(?P<name>\\\\d).*"',
    '"__name__", "renamed", "job", ".*"',
    '"job", "one", "job", "(api|web)"',
  ],
  label_join: [
    '"new", "-", "job", "instance"',
    '"job", "", "missing"',
    '"new", ", ", "job"',
    '"__name__", "_", "job", "job"',
  ],
};

function call(chance: Chance, { name, signature: { takes, optional }, depth }: Called): string {
  const given = optional && chance.is(0.4) ? takes.slice(0, -1) : takes;
  const texts = TEXTS[name];
  const plain = given.filter((type) => type !== 'string').map((type) => argument(chance, type, { name, depth }));
  return `${name}(${[...plain, ...(texts ? [chance.pick(texts)] : [])].join(', ')})`;
}

function argument(
  chance: Chance,
  type: Type,
  { name, depth }: { readonly name: string; readonly depth: number },
): string {
  // Prometheus (2.42) moves a range that is fixed by @ where the function looks at the time
  if (type === 'matrix') {
    return name === 'predict_linear' ? `${selector(chance)}[${duration(chance)}]` : matrix(chance, depth);
  }
  // with a parameter that changes, Prometheus (2.42) moves a range that is fixed by @
  if (type === 'scalar' && /over_time|linear/.test(name)) {
    return chance.pick(NUMBERS);
  }
  if (type === 'scalar') {
    return name === 'histogram_quantile'
      ? chance.pick(['0.5', '0.9', '0.99', '0', '1', '2', '-1', 'NaN', '0.25'])
      : scalar(chance, 1);
  }
  return vectorArgument(chance, name, depth);
}

function vectorArgument(chance: Chance, name: string, depth: number): string {
  if (name === 'histogram_quantile') {
    return chance.pick([
      `sum by (${chance.pick(['le', 'le, job'])}) (rate(latency_seconds_bucket[${duration(chance)}]))`,
      'latency_seconds_bucket',
      `rate(latency_seconds_bucket[${duration(chance)}])`,
    ]);
  }
  if (/^(?:day|hour|minute|month|year)/.test(name)) {
    return chance.pick(['started_seconds', 'started_seconds * 2', 'level', 'replicas * 1e9']);
  }
  // Prometheus (2.42) takes another time for a selector that is fixed and moved
  if (name === 'timestamp') {
    return chance.pick([
      selector(chance),
      `${selector(chance)} offset ${duration(chance)}`,
      `${selector(chance)} @ ${TIMES.middle}`,
      `sum(${selector(chance)})`,
    ]);
  }
  if (ROUNDED.test(name)) {
    return vector(chance, 0);
  }
  return name === 'absent' && chance.is(0.5) ? `missing{${chance.pick(MATCHERS)}, a="b"}` : vector(chance, depth);
}

/** Functions whose last digit may be another one, which functions of functions would make much of. */
const ROUNDED = /^(?:a?(?:sin|cos|tan)h?|exp|ln|log.*)$/;

const ALL_CALLS = Array.from(SIGNATURES, ([name, signature]) => ({ name, signature })).filter(
  ({ signature }) => signature.gives === 'vector',
);
const [FIRST_CALL = { name: 'abs', signature: { takes: ['vector'], gives: 'vector' } as const }, ...OTHER_CALLS] =
  ALL_CALLS;
const VECTOR_CALLS = [FIRST_CALL, ...OTHER_CALLS] as const;
