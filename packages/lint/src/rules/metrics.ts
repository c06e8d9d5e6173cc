import { BUILT_IN_METRICS, type Canary, isHttp, type Metric } from '@flagger/api';
import type { Path } from '../path.ts';
import { type Hit, ofCanary, type Rule, when } from '../rule.ts';

const ANALYSIS = ['spec', 'analysis'] as const;
const [SUCCESS_RATE, DURATION] = BUILT_IN_METRICS;

/** What each metric of a Canary gives; nothing where the analysis is skipped. */
const ofMetrics = (canary: Canary, check: (metric: Metric, path: Path) => readonly Hit[]): readonly Hit[] =>
  canary.spec.skipAnalysis
    ? []
    : (canary.spec.analysis.metrics ?? []).flatMap((metric, index) => check(metric, [...ANALYSIS, 'metrics', index]));

const isBuiltIn = ({ query, templateRef }: Metric): boolean => !query && !templateRef;

const metrics = (...written: readonly string[]): string => `spec: {analysis: {metrics: [${written.join(', ')}]}}`;

/** What metrics say, whatever they ask. */
export const METRIC_RULES: readonly Rule[] = [
  ofCanary({
    code: 'FLG401',
    level: 'warning',
    title: 'A metric without a bound',
    why: 'Then the bound is 0: a success rate passes with every value, anything else with 0 only.',
    fix: 'Write `thresholdRange` with `min` or `max`.',
    fires: metrics('{name: request-success-rate, interval: 1m}'),
    passes: metrics('{name: request-success-rate, interval: 1m, thresholdRange: {min: 99}}'),
    check: (canary) =>
      ofMetrics(canary, ({ name, threshold, thresholdRange, compare }, path) =>
        when(threshold === undefined && !thresholdRange && !compare, path, `${name} has no thresholdRange`),
      ),
  }),
  ofCanary({
    code: 'FLG402',
    level: 'error',
    title: 'A range in which nothing is',
    why: 'No value passes: each release is rolled back.',
    fix: 'Write a `min` that is not above `max`.',
    fires: metrics('{name: request-success-rate, thresholdRange: {min: 100, max: 99}}'),
    passes: metrics('{name: request-success-rate, thresholdRange: {min: 99, max: 100}}'),
    check: (canary) =>
      ofMetrics(canary, ({ thresholdRange: { min = -Infinity, max = Infinity } = {} }, path) =>
        when(min > max, [...path, 'thresholdRange'], `min ${min} is above max ${max}`),
      ),
  }),
  ofCanary({
    code: 'FLG403',
    level: 'warning',
    title: 'A range without bounds',
    why: 'Every value passes.',
    fix: 'Write `min` or `max`.',
    fires: metrics('{name: request-success-rate, thresholdRange: {}}'),
    passes: metrics('{name: request-success-rate, thresholdRange: {min: 99}}'),
    check: (canary) =>
      ofMetrics(canary, ({ thresholdRange }, path) => {
        const isEmpty =
          thresholdRange !== undefined && thresholdRange.min === undefined && thresholdRange.max === undefined;
        return when(isEmpty, [...path, 'thresholdRange'], 'every value is in this range');
      }),
  }),
  ofCanary({
    code: 'FLG404',
    level: 'warning',
    title: 'A bound on the wrong side',
    why: 'A success rate has a least, a duration a most: so written, the bad values pass.',
    fix: 'Write `min` for `request-success-rate`, `max` for `request-duration`.',
    fires: metrics('{name: request-duration, thresholdRange: {min: 500}}'),
    passes: metrics('{name: request-duration, thresholdRange: {max: 500}}'),
    check: (canary) =>
      ofMetrics(canary, (metric, path) => {
        const { min, max } = metric.thresholdRange ?? {};
        const isWrong =
          (metric.name === SUCCESS_RATE && max !== undefined && min === undefined)
          || (metric.name === DURATION && min !== undefined && max === undefined);
        return when(
          isBuiltIn(metric) && isWrong,
          [...path, 'thresholdRange'],
          `${metric.name} with only ${min === undefined ? 'a most' : 'a least'}`,
        );
      }),
  }),
  ofCanary({
    code: 'FLG405',
    level: 'warning',
    title: 'A success rate as a fraction',
    why: 'It is measured in percent: with a least of 0.99, a version that fails 99 of 100 requests passes.',
    fix: 'Write `99` for 99 %.',
    fires: metrics('{name: request-success-rate, thresholdRange: {min: 0.99}}'),
    passes: metrics('{name: request-success-rate, thresholdRange: {min: 99}}'),
    check: (canary) =>
      ofMetrics(canary, (metric, path) => {
        const least = metric.thresholdRange?.min ?? metric.threshold ?? 0;
        const isFraction = metric.name === SUCCESS_RATE && isBuiltIn(metric) && least > 0 && least <= 1;
        return when(
          isFraction,
          [...path, metric.thresholdRange ? 'thresholdRange' : 'threshold'],
          `found ${least}, which is ${least} %`,
        );
      }),
  }),
  ofCanary({
    code: 'FLG406',
    level: 'error',
    title: 'A success rate of more than 100 %',
    why: 'No version ever has it: each release is rolled back.',
    fix: 'Write a least of at most 100.',
    fires: metrics('{name: request-success-rate, thresholdRange: {min: 995}}'),
    passes: metrics('{name: request-success-rate, thresholdRange: {min: 99.5}}'),
    check: (canary) =>
      ofMetrics(canary, (metric, path) => {
        const least = metric.thresholdRange?.min ?? metric.threshold ?? 0;
        const isOver = metric.name === SUCCESS_RATE && isBuiltIn(metric) && least > 100;
        return when(isOver, [...path, metric.thresholdRange ? 'thresholdRange' : 'threshold'], `found ${least} %`);
      }),
  }),
  ofCanary({
    code: 'FLG407',
    level: 'warning',
    title: 'A duration in seconds',
    why: 'It is measured in milliseconds: hardly an answer is as fast as that, and each release is rolled back.',
    fix: 'Write milliseconds: `500` for half a second.',
    fires: metrics('{name: request-duration, thresholdRange: {max: 0.5}}'),
    passes: metrics('{name: request-duration, thresholdRange: {max: 500}}'),
    check: (canary) =>
      ofMetrics(canary, (metric, path) => {
        const most = metric.thresholdRange?.max ?? metric.threshold ?? Infinity;
        const isShort = metric.name === DURATION && isBuiltIn(metric) && most < 3;
        return when(
          isShort,
          [...path, metric.thresholdRange ? 'thresholdRange' : 'threshold'],
          `found ${most}, which is ${most} ms`,
        );
      }),
  }),
  ofCanary({
    code: 'FLG408',
    level: 'warning',
    title: 'Two metrics of one name',
    why: 'Events, alerts and `kubectl flagger why` tell them apart by nothing.',
    fix: 'Give each a name of its own.',
    fires: metrics(
      '{name: request-success-rate, thresholdRange: {min: 99}}',
      '{name: request-success-rate, thresholdRange: {min: 95}, interval: 10m}',
    ),
    passes: metrics(
      '{name: request-success-rate, thresholdRange: {min: 99}}',
      '{name: request-duration, thresholdRange: {max: 500}}',
    ),
    check: (canary) => {
      const names = (canary.spec.analysis.metrics ?? []).map(({ name }) => name);
      return ofMetrics(canary, ({ name }, path) =>
        when(names.indexOf(name) !== path.at(-1), [...path, 'name'], `there is another ${name}`),
      );
    },
  }),
  ofCanary({
    code: 'FLG409',
    level: 'info',
    title: 'A query and a template in one metric',
    why: 'Both are asked, and both are judged by the same range.',
    fix: 'Make two metrics of it, or take one away.',
    fires: metrics('{name: errors, query: "vector(1)", templateRef: {name: errors}, thresholdRange: {max: 1}}'),
    passes: metrics('{name: errors, templateRef: {name: errors}, thresholdRange: {max: 1}}'),
    check: (canary) =>
      ofMetrics(canary, ({ query, templateRef }, path) =>
        when(Boolean(query && templateRef), [...path, 'query'], 'templateRef is asked as well'),
      ),
  }),
  ofCanary({
    code: 'FLG410',
    level: 'warning',
    title: 'Nothing that judges',
    why: 'There is neither a metric nor a hook: after so many intervals each version is promoted.',
    fix: 'Add a metric such as `request-success-rate`, or a hook that tests.',
    fires: 'spec: {analysis: {metrics: [], webhooks: []}}',
    passes: metrics('{name: request-success-rate, thresholdRange: {min: 99}}'),
    check: ({ spec: { analysis, skipAnalysis } }) => {
      const hooks = (analysis.webhooks ?? []).filter(({ type }) => type !== 'event' && type !== 'post-rollout');
      const isEmpty = (analysis.metrics ?? []).length === 0 && hooks.length === 0;
      return when(!skipAnalysis && isEmpty, ANALYSIS, 'no metric and no hook judges the canary');
    },
  }),
  ofCanary({
    code: 'FLG411',
    level: 'warning',
    title: 'No values pass',
    why: 'With `onNoData: pass` in all metrics, a version that nobody calls, or whose metrics are gone, is promoted. The built-in success rate has a value, 0, where users call it and no request succeeds; a ratio of your own has one only where its numerator ends in `or vector(0)`.',
    fix: 'Write `onNoData: hold` in at least one of them.',
    fires: metrics('{name: request-success-rate, thresholdRange: {min: 99}, onNoData: pass}'),
    passes: metrics('{name: request-success-rate, thresholdRange: {min: 99}, onNoData: hold}'),
    check: (canary) => {
      const all = canary.spec.analysis.metrics ?? [];
      const doAll = all.every(({ onNoData }) => onNoData === 'pass');
      return ofMetrics(canary, (_, path) =>
        when(doAll && path.at(-1) === 0, [...path, 'onNoData'], 'a version without any values is promoted'),
      );
    },
  }),
  ofCanary({
    code: 'FLG412',
    level: 'error',
    title: 'An address of the metrics server of a Canary that cannot be called',
    why: 'Nobody can be asked, and each check fails.',
    fix: 'Begin it with `http://` or `https://`.',
    fires: 'spec: {metricsServer: "prometheus:9090"}',
    passes: 'spec: {metricsServer: "http://prometheus:9090"}',
    check: ({ spec: { metricsServer = '' } }) =>
      when(
        metricsServer !== '' && !isHttp(metricsServer),
        ['spec', 'metricsServer'],
        'found something that is not shown here, allowed is an address with http:// or https://, such as http://prometheus:9090',
      ),
  }),
];
