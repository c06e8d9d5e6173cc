import type { Matcher } from './matcher.ts';
import { durationOf, floatOf } from './promql/literals.ts';
import { parseSelector } from './promql/parse.ts';
import { QueryProblem, type Span } from './promql/query.ts';

/** A request that cannot be answered, in Prometheus' words. */
export class RequestProblem extends Error {
  readonly type: 'bad_data' | 'execution';

  constructor(type: 'bad_data' | 'execution', message: string) {
    super(message);
    this.type = type;
  }
}

const wrongParameter = (name: string, message: string): RequestProblem =>
  new RequestProblem('bad_data', `invalid parameter "${name}": ${message}`);

/** A problem of a query as one of its request: what is wrong with it, or what we cannot do. */
export function ofQuery(error: unknown, parameter?: string): unknown {
  if (!(error instanceof QueryProblem)) {
    return error;
  }
  if (error.kind !== 'syntax') {
    return new RequestProblem('execution', error.message);
  }
  return parameter === undefined
    ? new RequestProblem('bad_data', error.message)
    : wrongParameter(parameter, error.message);
}

/** A time in ms: seconds since 1970, or as in RFC 3339; undefined where there is none. */
export function timeParameter(parameters: URLSearchParams, name: string): number | undefined {
  const given = parameters.get(name) ?? '';
  if (given === '') {
    return undefined;
  }
  const time = timeOf(given);
  if (time === undefined) {
    throw wrongParameter(
      name,
      `Invalid time value for '${name}': cannot parse ${JSON.stringify(given)} to a valid timestamp`,
    );
  }
  return time;
}

const RFC_3339 = /^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:[Zz]|[+-]\d{2}:\d{2})$/;

function timeOf(given: string): number | undefined {
  const time = Math.round((floatOf(given) ?? NaN) * 1000);
  const found = Number.isFinite(time) ? time : RFC_3339.test(given) ? Date.parse(given) : NaN;
  return Number.isNaN(found) ? undefined : found;
}

const MOST_STEPS = 11_000;

/** The span of a range query. */
export function spanParameters(parameters: URLSearchParams): Span {
  const [start, end] = ['start', 'end'].map((name) => {
    const given = parameters.get(name) ?? '';
    const time = timeOf(given);
    if (time === undefined) {
      throw wrongParameter(name, `cannot parse ${JSON.stringify(given)} to a valid timestamp`);
    }
    return time;
  });
  if (start === undefined || end === undefined || end < start) {
    throw wrongParameter('end', 'end timestamp must not be before start time');
  }
  const step = Math.trunc(durationParameter(parameters, 'step'));
  if (step <= 0) {
    throw wrongParameter(
      'step',
      'zero or negative query resolution step widths are not accepted. Try a positive integer',
    );
  }
  if (Math.trunc((end - start) / step) > MOST_STEPS) {
    throw new RequestProblem(
      'bad_data',
      'exceeded maximum resolution of 11,000 points per timeseries. Try decreasing the query resolution (?step=XX)',
    );
  }
  return { start, end, step };
}

/** A duration in ms: seconds, or as in a query. */
function durationParameter(parameters: URLSearchParams, name: string): number {
  const given = parameters.get(name) ?? '';
  const seconds = floatOf(given);
  const found = seconds === undefined ? durationOf(given) : seconds * 1000;
  if (found === undefined || Number.isNaN(found)) {
    throw wrongParameter(name, `cannot parse ${JSON.stringify(given)} to a valid duration`);
  }
  return found;
}

/** Throws where a timeout is given that is none; queries of ours do not take long. */
export function checkTimeout(parameters: URLSearchParams): void {
  if (parameters.get('timeout')) {
    durationParameter(parameters, 'timeout');
  }
}

/** The selectors of `match[]`; `name` is how a refusal names it, where it does. */
export function selectorParameters(parameters: URLSearchParams, name?: string): readonly (readonly Matcher[])[] {
  return parameters.getAll('match[]').map((text) => {
    try {
      const { matchers } = parseSelector(text);
      if (matchers.every(({ matches }) => matches(''))) {
        throw new QueryProblem('syntax', 'match[] must contain at least one non-empty matcher');
      }
      return matchers;
    } catch (error) {
      throw ofQuery(error, name);
    }
  });
}
