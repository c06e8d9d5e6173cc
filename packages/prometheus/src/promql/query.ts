import { keyOf, NO_LABELS, type Labels } from '../labels.ts';
import type { MetricStore } from '../store.ts';
import { typeOf } from './check.ts';
import { scalarOf, textOf, vectorOf, windowsOf } from './evaluate.ts';
import type { Expression } from './expression.ts';
import { parseQuery } from './parse.ts';
import { QueryProblem } from './problem.ts';
import { newMemory, remembered, type Scope } from './scope.ts';
import { typeName } from './signatures.ts';
import type { Vector } from './vector.ts';

export { QueryProblem } from './problem.ts';

/** What queries are asked of, and what Prometheus has as settings; durations in ms. */
export interface QueryOptions {
  readonly store: MetricStore;
  /** How old the newest sample of a series may be: 5 minutes unless stated. */
  readonly lookbackMs?: number;
  /** The step of a subquery that names none: 1 minute unless stated. */
  readonly subqueryStepMs?: number;
}

/** What a query gives. Times in ms. */
export type Answer =
  | { readonly type: 'scalar'; readonly time: number; readonly value: number }
  | { readonly type: 'string'; readonly time: number; readonly value: string }
  | { readonly type: 'vector'; readonly time: number; readonly samples: Vector }
  | { readonly type: 'matrix'; readonly series: readonly Track[] };

/** The values of one series of a result, at several times. */
export interface Track {
  readonly labels: Labels;
  readonly times: readonly number[];
  readonly values: readonly number[];
}

/** The answer of a query at one time. Throws QueryProblem. */
export function instantQuery(query: string, time: number, options: QueryOptions): Answer {
  const expression = parseQuery(query);
  const scope = scopeOf(options, time, time);
  switch (typeOf(expression)) {
    case 'scalar':
      return { type: 'scalar', time, value: scalarOf(expression, time, scope) };
    case 'string':
      return { type: 'string', time, value: textOf(expression) };
    case 'vector':
      return { type: 'vector', time, samples: vectorOf(expression, time, scope) };
    case 'matrix':
      return { type: 'matrix', series: windowsOf(expression, time, scope) };
  }
}

/** From when to when a query is asked, and how often. */
export interface Span {
  readonly start: number;
  readonly end: number;
  readonly step: number;
}

/** The answers of a query at several times, as series in the order of their labels. Throws QueryProblem. */
export function rangeQuery(query: string, { start, end, step }: Span, options: QueryOptions): Answer {
  const expression = parseQuery(query);
  const type = typeOf(expression);
  if (type === 'matrix' || type === 'string') {
    throw new QueryProblem(
      'syntax',
      `invalid expression type ${JSON.stringify(typeName(type))} for range query, must be Scalar or instant Vector`,
    );
  }
  const scope = scopeOf(options, start, end);
  const found = new Map<string, { readonly labels: Labels; readonly times: number[]; readonly values: number[] }>();
  for (let time = start; time <= end; time += step) {
    for (const { labels, value } of samplesOf(expression, time, scope)) {
      const { times, values } = remembered(found, keyOf(labels), () => ({ labels, times: [], values: [] }));
      times.push(time);
      values.push(value);
    }
  }
  return {
    type: 'matrix',
    series: [...found].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, track]) => track),
  };
}

const samplesOf = (expression: Expression, time: number, scope: Scope): Vector =>
  typeOf(expression) === 'scalar'
    ? [{ labels: NO_LABELS, value: scalarOf(expression, time, scope) }]
    : vectorOf(expression, time, scope);

const scopeOf = (
  { store, lookbackMs = 300_000, subqueryStepMs = 60_000 }: QueryOptions,
  start: number,
  end: number,
): Scope => ({ store, start, end, lookback: lookbackMs, subqueryStep: subqueryStepMs, memory: newMemory() });
