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
