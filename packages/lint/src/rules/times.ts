import {
  goDuration,
  strategyOf,
  type Canary,
  intervalMs,
  isJsonObject,
  maxWeight,
  parseGoDuration,
  progressDeadlineMs,
  threshold,
} from '@flagger/api';
import { valueAt } from '../path.ts';
import { ofCanary, type Rule, when } from '../rule.ts';

const ANALYSIS = ['spec', 'analysis'] as const;
const LONG_MS = 30 * 60_000;
const DAY_MS = 24 * 60 * 60_000;

/** How many checks a run has that goes well. */
function checksOf({ spec }: Canary): number {
  const { iterations = 0, stepWeights, stepWeight = 0 } = spec.analysis;
  if (strategyOf(spec) !== 'canary') {
    return iterations;
  }
  return stepWeights?.length ?? (stepWeight > 0 ? Math.ceil(maxWeight(spec.analysis) / stepWeight) : 0);
}

/** Times and deadlines. */
export const TIME_RULES: readonly Rule[] = [
  ofCanary({
    code: 'FLG220',
    level: 'warning',
    title: 'An interval below ten seconds',
    why: 'It counts as ten seconds.',
    fix: 'Write `10s` or more.',
    fires: 'spec: {analysis: {interval: 5s}}',
    passes: 'spec: {analysis: {interval: 10s}}',
    check: ({ spec: { analysis } }) => {
      const ms = parseGoDuration(analysis.interval || '1m') ?? 0;
      return when(ms < 10_000, [...ANALYSIS, 'interval'], `found ${analysis.interval ?? ''}, which counts as 10s`);
    },
  }),
  ofCanary({
    code: 'FLG221',
    level: 'warning',
    title: 'A threshold of 0',
    why: 'It counts as 1: the first failed check rolls back.',
    fix: 'Write 1 where that is meant, else more.',
    fires: 'spec: {analysis: {threshold: 0}}',
    passes: 'spec: {analysis: {threshold: 1}}',
    check: ({ spec: { analysis } }) =>
      when(analysis.threshold !== undefined && analysis.threshold < 1, [...ANALYSIS, 'threshold'], 'it counts as 1'),
  }),
  ofCanary({
    code: 'FLG222',
    level: 'warning',
    title: 'A broken version stays for long',
    why: 'Users are on it until `threshold` checks have failed, an interval each.',
    fix: 'Take a smaller `threshold` or a shorter `interval`.',
    fires: 'spec: {analysis: {interval: 5m, threshold: 10}}',
    passes: 'spec: {analysis: {interval: 1m, threshold: 5}}',
    check: ({ spec: { analysis, skipAnalysis } }) => {
      const ms = intervalMs(analysis) * threshold(analysis);
      return when(
        !skipAnalysis && ms > LONG_MS,
        [...ANALYSIS, 'threshold'],
        `it is rolled back after ${goDuration(ms)} of failed checks`,
      );
    },
  }),
  ofCanary({
    code: 'FLG223',
    level: 'info',
    title: 'A run of more than a day',
    why: 'The next revision comes before this one is through, and begins a run anew.',
    fix: 'Take fewer or shorter steps.',
    fires: 'spec: {analysis: {interval: 120m, stepWeight: 1, maxWeight: 100}}',
    passes: 'spec: {analysis: {interval: 2m, stepWeight: 1, maxWeight: 100}}',
    check: (canary) => {
      const ms = intervalMs(canary.spec.analysis) * checksOf(canary);
      const says = `${checksOf(canary)} checks take ${goDuration(ms)}`;
      return when(!canary.spec.skipAnalysis && ms > DAY_MS, [...ANALYSIS, 'interval'], says);
    },
  }),
  ofCanary({
    code: 'FLG224',
    level: 'warning',
    title: 'A deadline that is shorter than an interval',
    why: 'What waits is given up before it is looked at a second time.',
    fix: 'Make `progressDeadlineSeconds` some times the interval.',
    fires: 'spec: {progressDeadlineSeconds: 20, analysis: {interval: 60s}}',
    passes: 'spec: {progressDeadlineSeconds: 300, analysis: {interval: 60s}}',
    check: ({ spec }) => {
      const says = `${progressDeadlineMs(spec) / 1000} s are less than the interval of ${goDuration(intervalMs(spec.analysis))}`;
      return when(progressDeadlineMs(spec) < intervalMs(spec.analysis), ['spec', 'progressDeadlineSeconds'], says);
    },
  }),
  ofCanary({
    code: 'FLG225',
    level: 'warning',
    title: 'A deadline that the pods cannot keep',
    why: 'A container is not ready before the first delay of its probe and `minReadySeconds` are over: each release is taken back.',
    fix: 'Raise `progressDeadlineSeconds`, or shorten the start.',
    fires: `spec: {progressDeadlineSeconds: 60}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: podinfo}
spec: {minReadySeconds: 90, template: {spec: {containers: [{name: podinfo}]}}}`,
    passes: `spec: {progressDeadlineSeconds: 60}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: podinfo}
spec: {minReadySeconds: 5, template: {spec: {containers: [{name: podinfo}]}}}`,
    check: ({ spec }, { manifest, find }) => {
      const [target] = find(spec.targetRef.kind, spec.targetRef.name, manifest.namespace);
      const least = target ? startSeconds(target.object) : 0;
      const says = `pods need at least ${least} s, and have ${progressDeadlineMs(spec) / 1000}`;
      return when(least * 1000 >= progressDeadlineMs(spec), ['spec', 'progressDeadlineSeconds'], says);
    },
  }),
  ofCanary({
    code: 'FLG226',
    level: 'warning',
    title: 'A hook that may take longer than the interval',
    why: 'The next check waits for it, so that the steps take longer than the Canary says.',
    fix: 'Shorten `timeout`, or lengthen the interval; let a load test run in the background (`cmd`).',
    fires: 'spec: {analysis: {interval: 30s, webhooks: [{name: test, url: "http://tester.test/", timeout: 2m}]}}',
    passes: 'spec: {analysis: {interval: 30s, webhooks: [{name: test, url: "http://tester.test/", timeout: 20s}]}}',
    check: ({ spec: { analysis } }) =>
      (analysis.webhooks ?? []).flatMap(({ timeout, retries = 0, type }, index) => {
        const ms = (parseGoDuration(timeout || '10s') ?? 0) * (1 + retries);
        const isLong = (type ?? 'rollout') === 'rollout' && ms > intervalMs(analysis);
        const field = retries > 0 ? 'retries' : 'timeout';
        const says = `it may take ${goDuration(ms)}, the interval is ${goDuration(intervalMs(analysis))}`;
        return when(isLong, [...ANALYSIS, 'webhooks', index, field], says);
      }),
  }),
  ofCanary({
    code: 'FLG227',
    level: 'info',
    title: 'A test before the rollout without a `timeout`',
    why: 'It has ten seconds, in which few tests are done.',
    fix: 'Write the `timeout` that it needs.',
    fires: 'spec: {analysis: {webhooks: [{name: acceptance, type: pre-rollout, url: "http://tester.test/"}]}}',
    passes:
      'spec: {analysis: {webhooks: [{name: acceptance, type: pre-rollout, url: "http://tester.test/", timeout: 60s}]}}',
    check: ({ spec: { analysis } }) =>
      (analysis.webhooks ?? []).flatMap(({ timeout, type }, index) =>
        when(type === 'pre-rollout' && !timeout, [...ANALYSIS, 'webhooks', index], 'it has 10s'),
      ),
  }),
];

/** The seconds before which no pod of a workload can be ready. */
function startSeconds(object: object): number {
  const seconds = (...path: readonly string[]): number => Number(valueAt(object, ['spec', ...path]) ?? 0);
  const containers = valueAt(object, ['spec', 'template', 'spec', 'containers']);
  const delays = (Array.isArray(containers) ? containers : []).map((each: unknown) =>
    isJsonObject(each) ? Number(valueAt(each, ['readinessProbe', 'initialDelaySeconds']) ?? 0) : 0,
  );
  return seconds('minReadySeconds') + Math.max(0, ...delays);
}
