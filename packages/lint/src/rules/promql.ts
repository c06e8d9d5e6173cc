import { type QueryExpression, within } from '@flagger/prometheus';
import { type Rule, when } from '../rule.ts';
import { hitIn, ofQuery, ofRightQuery } from '../query/queries.ts';
import { counterCalls, failureRatios, isComparison, isOneValue, nameOfSeries, topOf } from '../query/shape.ts';

const asking = (query: string): string =>
  `spec: {analysis: {metrics: [{name: errors, thresholdRange: {max: 1}, interval: 1m, query: '${query}'}]}}`;
const LABELS = '{namespace="{{ namespace }}",app="{{ target }}"}';
const FAILED = LABELS.replace('}"}', '}",status=~"5.."}');
const REQUESTS = `rate(requests_total${LABELS}[{{ interval }}])`;
const RATE = `rate(errors_total${LABELS}[{{ interval }}])`;

/** Queries of Prometheus, at their place in the manifest. */
export const PROMQL_RULES: readonly Rule[] = [
  ofQuery({
    code: 'FLG430',
    level: 'error',
    title: 'A query that is no PromQL',
    why: 'Prometheus refuses it, and the check fails. The variables have their values when it is looked at.',
    fix: 'Mend the query at this place.',
    fires: asking(`sum(rate(errors_total${LABELS}[{{ interval }}])`),
    passes: asking(`sum(${RATE})`),
    check: (query) => {
      const problem = query.looked?.problem;
      return problem?.kind === 'syntax' ? [hitIn(query, problem.at, problem.message.replace(/^\d+:\d+: /, ''))] : [];
    },
  }),
  ofQuery({
    code: 'FLG431',
    level: 'info',
    title: 'A query that lint cannot look at',
    why: 'It holds something that only newer versions of Prometheus know.',
    fix: 'Try it on your Prometheus.',
    fires: asking(`sum(mad_over_time(errors${LABELS}[{{ interval }}]))`),
    passes: asking(`sum(avg_over_time(errors${LABELS}[{{ interval }}]))`),
    check: (query) => {
      const problem = query.looked?.problem;
      return problem?.kind === 'unsupported'
        ? [hitIn(query, problem.at, problem.message.replace(/^\d+:\d+: /, ''))]
        : [];
    },
  }),
  ofQuery({
    code: 'FLG432',
    level: 'error',
    title: 'A template that cannot be rendered',
    why: 'Nothing is asked, and the check fails.',
    fix: 'Use the variables `name`, `namespace`, `target`, `service`, `ingress`, `route`, `interval` and `variables.…`, in the syntax of Go.',
    fires: asking(`sum(rate(errors_total{pod="{{ pod }}"}[{{ interval }}]))`),
    passes: asking(`sum(${RATE})`),
    check: ({ path, rendered }) => (rendered.error === undefined ? [] : [{ path, says: rendered.error }]),
  }),
  ofRightQuery({
    code: 'FLG433',
    level: 'error',
    title: 'A query that gives no number',
    why: 'A range of samples or a text cannot be compared with a bound.',
    fix: 'Put a function such as `rate` around it, and a sum.',
    fires: asking(`errors_total${LABELS}[{{ interval }}]`),
    passes: asking(`sum(${RATE})`),
    check: (query) => {
      const { type } = query.looked;
      return type === 'matrix' || type === 'string'
        ? [hitIn(query, 0, `it gives a ${type === 'string' ? 'text' : 'range of samples'}`)]
        : [];
    },
  }),
  ofRightQuery({
    code: 'FLG434',
    level: 'warning',
    title: 'A query of more than one value',
    why: 'One value is judged: which of several it is, is chance.',
    fix: 'Put `sum(…)`, `avg(…)` or `max(…)` around it, without `by`.',
    fires: asking(RATE),
    passes: asking(`sum(${RATE})`),
    check: (query) => {
      const { expression, type } = query.looked;
      return type === 'vector' && !isOneValue(expression)
        ? [hitIn(query, expression.at, 'there may be more than one value')]
        : [];
    },
  }),
  ofRightQuery({
    code: 'FLG435',
    level: 'warning',
    title: 'A query that compares',
    why: 'A comparison keeps values and drops the others: where it does not hold there are no values, and the check fails as without traffic.',
    fix: 'Leave the bound to `thresholdRange`, or write `bool` behind the operator.',
    fires: asking(`sum(${RATE}) > 5`),
    passes: asking(`sum(${RATE})`),
    check: (query) => {
      const top = topOf(query.looked.expression);
      return isComparison(top) && !top.isBool ? [hitIn(query, top.operatorAt, `${top.operator} drops values`)] : [];
    },
  }),
  ofRightQuery({
    code: 'FLG436',
    level: 'warning',
    title: 'A query that asks of everybody',
    why: 'It names neither the target nor the service of the canary: the same value judges each canary.',
    fix: 'Select by `{{ namespace }}` and `{{ target }}`, or `{{ service }}`.',
    fires: asking('sum(rate(errors_total[{{ interval }}]))'),
    passes: asking(`sum(${RATE})`),
    check: (query) => {
      const isOfCanary = /\{\{[^}]*\b(?:name|target|service|ingress|route|variables)\b/.test(query.template);
      const asks = within(query.looked.expression).some(({ kind }) => kind === 'selector' || kind === 'range');
      const names = query.template.includes('canary');
      return when(asks && !isOfCanary && !names, query.path, 'no variable says whose series these are');
    },
  }),
  ofRightQuery({
    code: 'FLG437',
    level: 'warning',
    title: 'A quantile without `le`',
    why: '`histogram_quantile` needs the bounds of the buckets; a sum without `by (le)` adds them up. Native histograms, whose series are not called `…_bucket`, need none.',
    fix: 'Write `sum by (le) (…)` inside.',
    fires: asking(`histogram_quantile(0.99, sum(rate(seconds_bucket${LABELS}[{{ interval }}])))`),
    passes: asking(`histogram_quantile(0.99, sum by (le) (rate(seconds_bucket${LABELS}[{{ interval }}])))`),
    check: (query) =>
      quantiles(query.looked.expression).flatMap((inner) => {
        const { grouping } = inner.kind === 'aggregation' ? inner : {};
        const keeps = !grouping || grouping.labels.includes('le') !== grouping.isWithout;
        return keeps || isNative(inner) ? [] : [hitIn(query, inner.at, 'the buckets are added up: le is not kept')];
      }),
  }),
  ofRightQuery({
    code: 'FLG438',
    level: 'warning',
    title: 'A rate of what is no counter',
    why: '`rate` and `increase` take each fall of a value for a restart. Counters end with _total, _count, _sum or _bucket.',
    fix: 'Ask a counter, or use `avg_over_time` or `delta` of a gauge.',
    fires: asking(`sum(rate(queue_length${LABELS}[{{ interval }}]))`),
    passes: asking(`sum(avg_over_time(queue_length${LABELS}[{{ interval }}]))`),
    check: (query) =>
      counterCalls(query.looked.expression).flatMap(({ at, name, series }) =>
        series !== undefined
        && /_(?:length|size|usage|bytes_used|ratio|celsius|depth|current|connections|active|info)$/.test(series)
          ? [hitIn(query, at, `${name} of ${series}, which looks like a gauge`)]
          : [],
      ),
  }),
  ofRightQuery({
    code: 'FLG439',
    level: 'warning',
    title: 'A counter without `rate`',
    why: 'A counter only grows: its value says how old the pods are, not how they do.',
    fix: 'Write `sum(rate(…[{{ interval }}]))`.',
    fires: asking(`sum(errors_total${LABELS})`),
    passes: asking(`sum(${RATE})`),
    check: (query) =>
      bareCounters(query.looked.expression).map(({ at, name }) => hitIn(query, at, `${name} is a counter`)),
  }),
  ofRightQuery({
    code: 'FLG440',
    level: 'info',
    title: 'A sum inside of a rate',
    why: 'A subquery of a sum takes the restart of one pod for that of all.',
    fix: 'Write `sum(rate(…))`, not `rate(sum(…)[…])`.',
    fires: asking(`max(rate(sum(errors_total${LABELS})[{{ interval }}:]))`),
    passes: asking(`sum(${RATE})`),
    check: (query) =>
      within(query.looked.expression).flatMap((each) => {
        const inner =
          each.kind === 'call' && ['rate', 'irate', 'increase'].includes(each.name) ? each.arguments[0] : undefined;
        const isSum = inner?.kind === 'subquery' && within(inner).some(({ kind }) => kind === 'aggregation');
        return isSum ? [hitIn(query, each.at, 'the sum is inside of the rate')] : [];
      }),
  }),
  ofRightQuery({
    code: 'FLG441',
    level: 'warning',
    title: 'A part of failures that has no value without failures',
    why: 'As long as no request failed there is no series of failures, so that the quotient has no value, and the check of a good version fails.',
    fix: 'Write `(sum(…) or vector(0)) / sum(…)`.',
    fires: asking(`sum(rate(requests_total${FAILED}[{{ interval }}])) / sum(${REQUESTS})`),
    passes: asking(`(sum(rate(requests_total${FAILED}[{{ interval }}])) or vector(0)) / sum(${REQUESTS})`),
    check: (query) =>
      query.metric?.onNoData === 'pass'
        ? []
        : failureRatios(query.looked.expression).map(({ at }) =>
            hitIn(query, at, 'nothing is divided without failures'),
          ),
  }),
];

/** What `histogram_quantile` is asked of. */
const quantiles = (expression: QueryExpression): readonly QueryExpression[] =>
  within(expression).flatMap((each) =>
    each.kind === 'call' && each.name === 'histogram_quantile' ? each.arguments.slice(1).map(topOf) : [],
  );

/** Whether all series are named, and none is of buckets. */
const isNative = (expression: QueryExpression): boolean =>
  within(expression).every((each) => each.kind !== 'selector' || nameOfSeries(each)?.includes('bucket') === false);

/** Series called `…_total` that are taken as they are. */
function bareCounters(expression: QueryExpression): readonly { readonly at: number; readonly name: string }[] {
  const ranged = within(expression).flatMap((each) => (each.kind === 'range' ? [each.selector] : []));
  return within(expression).flatMap((each) => {
    const name = each.kind === 'selector' && !ranged.includes(each) ? nameOfSeries(each) : undefined;
    const isInside = ['absent', 'count', 'timestamp'].some((word) => isUnder(expression, each, word));
    return name?.endsWith('_total') && !isInside ? [{ at: each.at, name }] : [];
  });
}

/** Whether an expression is an argument of a function or an aggregation of this name, or of a subquery. */
const isUnder = (root: QueryExpression, inner: QueryExpression, word: string): boolean =>
  within(root).some((each) => {
    const isWord =
      (each.kind === 'call' && each.name === word) || (each.kind === 'aggregation' && each.operator === word);
    return (isWord || each.kind === 'subquery') && within(each).includes(inner);
  });
