import { type QueryExpression, within } from '@flagger/prometheus';

/** The expression inside of any parentheses. */
export const topOf = (expression: QueryExpression): QueryExpression =>
  expression.kind === 'parenthesis' ? topOf(expression.inner) : expression;

/** Whether there is one value at most, for all that can be said. */
export function isOneValue(expression: QueryExpression): boolean {
  const top = topOf(expression);
  switch (top.kind) {
    case 'number':
      return true;
    case 'unary':
      return isOneValue(top.inner);
    case 'aggregation':
      return (
        (top.grouping.labels.length === 0 && !top.grouping.isWithout && !SEVERAL.includes(top.operator))
        || isOneValue(top.inner)
      );
    case 'binary':
      return top.operator === 'or' || top.operator === 'and' || top.operator === 'unless'
        ? isOneValue(top.left) && (top.operator !== 'or' || isOneValue(top.right))
        : isOneValue(top.left) || isOneValue(top.right);
    case 'call':
      return isOneOf(top.name, top.arguments);
    default:
      return false;
  }
}

const SEVERAL: readonly string[] = ['topk', 'bottomk', 'count_values'];

/** A quantile takes all buckets of one group for one value. */
function isOneOf(name: string, given: readonly QueryExpression[]): boolean {
  if (['vector', 'scalar', 'absent', 'time', 'pi'].includes(name)) {
    return true;
  }
  if (name !== 'histogram_quantile') {
    return given.some((each) => isOneValue(each));
  }
  const buckets = given[1] && topOf(given[1]);
  return (
    buckets?.kind === 'aggregation'
    && !buckets.grouping.isWithout
    && buckets.grouping.labels.every((label) => label === 'le')
  );
}

/** Whether an expression compares. */
export const isComparison = (
  expression: QueryExpression,
): expression is Extract<QueryExpression, { readonly kind: 'binary' }> =>
  expression.kind === 'binary' && ['==', '!=', '>', '<', '>=', '<='].includes(expression.operator);

/** The name of the series that is selected; undefined where it is not said. */
export const nameOfSeries = (expression: QueryExpression): string | undefined =>
  expression.kind === 'selector'
    ? expression.matchers.find(({ name, operator }) => name === '__name__' && operator === '=')?.value
    : undefined;

/** Calls of functions that are for counters only, with the series they are of. */
export const counterCalls = (expression: QueryExpression) =>
  within(expression).flatMap((each) => {
    const [given] = each.kind === 'call' && ['rate', 'irate', 'increase'].includes(each.name) ? each.arguments : [];
    return each.kind === 'call' && given?.kind === 'range'
      ? [{ at: each.at, name: each.name, series: nameOfSeries(given.selector) }]
      : [];
  });

/** Numerators of ratios that select failures and the denominator does not; none where an `or` may stand in for them. */
export function failureRatios(expression: QueryExpression): readonly QueryExpression[] {
  const binaries = within(expression).flatMap((each) => {
    const top = topOf(each);
    return top.kind === 'binary' ? [top] : [];
  });
  return binaries.some(({ operator }) => operator === 'or')
    ? []
    : binaries.flatMap(({ operator, left, right }) =>
        operator === '/' && isOfFailures(left) && !isOfFailures(right) ? [left] : [],
      );
}

const isOfFailures = (expression: QueryExpression): boolean =>
  within(expression)
    .map(topOf)
    .some((each) => each.kind === 'selector' && each.matchers.some(isFailure));

type Matcher = Extract<QueryExpression, { readonly kind: 'selector' }>['matchers'][number];

/** Whether a label is asked for that only failed requests have: a status over 399, and the word of Linkerd. */
const isFailure = ({ name, matches }: Matcher): boolean =>
  name === 'classification'
    ? matches('failure') && !matches('success') && !matches('')
    : /(?:^|_)(?:code|status)$/.test(name)
      && ['404', '429', '500', '503', '4xx', '5xx'].some(matches)
      && !['', '200', '201', '204', '301', '302', '304', '2xx', '3xx'].some(matches);
