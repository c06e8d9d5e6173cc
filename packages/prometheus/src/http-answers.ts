import {
  checkTimeout,
  ofQuery,
  RequestProblem,
  selectorParameters,
  spanParameters,
  timeParameter,
} from './http-parameters.ts';
import { isLabelName, type Labels } from './labels.ts';
import { formatted, sampleFormatted } from './number-format.ts';
import { instantQuery, rangeQuery, type Answer, type QueryOptions } from './promql/query.ts';
import type { Series } from './series.ts';
import type { MetricStore } from './store.ts';

/** What `query` answers. Throws RequestProblem, as all here do. */
export function queried(parameters: URLSearchParams, now: number, options: QueryOptions): unknown {
  const time = timeParameter(parameters, 'time') ?? now;
  checkTimeout(parameters);
  return inJson(() => instantQuery(parameters.get('query') ?? '', time, options), 'query');
}

/** What `query_range` answers. */
export function rangeQueried(parameters: URLSearchParams, options: QueryOptions): unknown {
  const span = spanParameters(parameters);
  checkTimeout(parameters);
  return inJson(() => rangeQuery(parameters.get('query') ?? '', span, options));
}

function inJson(ask: () => Answer, parameter?: string): unknown {
  try {
    const answer = ask();
    return { resultType: answer.type, result: resultOf(answer) };
  } catch (error) {
    throw ofQuery(error, parameter);
  }
}

function resultOf(answer: Answer): unknown {
  switch (answer.type) {
    case 'scalar':
      return [answer.time / 1000, formatted(answer.value)];
    case 'string':
      return [answer.time / 1000, answer.value];
    case 'vector':
      return answer.samples.map(({ labels, value }) => ({
        metric: inObject(labels),
        value: [answer.time / 1000, sampleFormatted(value)],
      }));
    case 'matrix':
      return answer.series.map(({ labels, times, values }) => ({
        metric: inObject(labels),
        values: values.map((value, index) => [(times[index] ?? NaN) / 1000, sampleFormatted(value)]),
      }));
  }
}

const inObject = (labels: Labels): unknown => Object.fromEntries(labels);

/** What `series` answers: the labels of series that are seen in a span of time. */
export function seriesFound(parameters: URLSearchParams, store: MetricStore): unknown {
  if (!parameters.has('match[]')) {
    throw new RequestProblem('bad_data', 'no match[] parameter provided');
  }
  return seen(parameters, store, 'match[]').map(({ labels }) => inObject(labels));
}

/** What `labels` answers: the names of their labels, in order. */
export const labelNames = (parameters: URLSearchParams, store: MetricStore): unknown =>
  inOrder(seen(parameters, store).flatMap(({ labels }) => [...labels.keys()]));

/** What `label/<name>/values` answers: the values of one label, in order. */
export function labelValues(name: string, parameters: URLSearchParams, store: MetricStore): unknown {
  if (!isLabelName(name)) {
    throw new RequestProblem('bad_data', `invalid label name: ${JSON.stringify(name)}`);
  }
  return inOrder(seen(parameters, store).flatMap(({ labels }) => labels.get(name) ?? []));
}

const inOrder = (texts: readonly string[]): readonly string[] =>
  [...new Set(texts)].sort((one, other) => (one < other ? -1 : 1));

function seen(parameters: URLSearchParams, store: MetricStore, name?: string): readonly Series[] {
  const start = timeParameter(parameters, 'start') ?? -Infinity;
  const end = timeParameter(parameters, 'end') ?? Infinity;
  const selectors = selectorParameters(parameters, name);
  const found = selectors.length === 0 ? store.select([]) : selectors.flatMap((matchers) => store.select(matchers));
  return [...new Set(found)].filter((series) => series.isSeen(start, end));
}
