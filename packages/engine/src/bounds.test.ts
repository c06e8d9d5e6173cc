import { describe, expect, it } from '@jest/globals';
import { parseCanary, type Canary, type Metric, type MetricFinding, type Question } from '@flagger/api';
import { boundsOf } from './bounds.ts';
import { decides } from './decides.ts';

const aCanary = (...metrics: readonly Metric[]): Canary => {
  const parsed = parseCanary({
    apiVersion: 'flagger.app/v1beta1',
    kind: 'Canary',
    metadata: { name: 'loam', namespace: 'test', uid: 'u' },
    spec: {
      targetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'loam' },
      service: { port: 80 },
      analysis: { stepWeight: 5, metrics: metrics.map((metric) => ({ query: 'up', ...metric })) },
    },
  });
  if (!parsed.ok) {
    throw new Error(JSON.stringify(parsed.problems));
  }
  return parsed.canary;
};
const finding = (change: Partial<MetricFinding>): MetricFinding => ({
  kind: 'metric',
  name: 'm',
  source: 'query',
  provider: 'istio',
  ...change,
});

describe('bounds of a metric', () => {
  it.each([
    [{ name: 'm', thresholdRange: { min: 1, max: 2 }, threshold: 9 }, 'success-rate', { min: 1, max: 2 }],
    [{ name: 'm', threshold: 99 }, 'success-rate', { min: 99 }],
    [{ name: 'm', threshold: 500 }, 'duration', { max: 500 }],
    [{ name: 'm', thresholdRange: { min: 1.9, max: 500.9 } }, 'duration', { min: 1, max: 500 }],
    [{ name: 'm', thresholdRange: {} }, 'duration', {}],
    [{ name: 'm' }, 'query', { max: 0 }],
    [{ name: 'm' }, 'success-rate', { min: 0 }],
  ] as const)('of %j as %s are %j', (metric, source, expected) => {
    expect(boundsOf(aCanary(metric), finding({ source }))).toEqual(expected);
  });

  it('are those of its place where several have one name, and of its name where the place is of another', () => {
    const canary = aCanary({ name: 'm', threshold: 1 }, { name: 'm', threshold: 2 }, { name: 'n', threshold: 3 });
    const maxima = [0, 1, 2, 7, undefined].map(
      (index) => boundsOf(canary, finding(index === undefined ? {} : { index })).max,
    );
    expect(maxima).toEqual([1, 2, 1, 1, 1]);
  });
});

describe('a check', () => {
  const question = (what: Question['what']): Question => ({ id: 'q', what, phase: 'Progressing', checksum: '17' });

  it.each<[Partial<MetricFinding>, Metric['thresholdRange'], boolean]>([
    [{ value: 5 }, { min: 5, max: 5 }, true],
    [{ value: 4.99 }, { min: 5 }, false],
    [{ value: 5.01 }, { max: 5 }, false],
    [{ value: 5 }, {}, true],
    [{}, {}, false],
    [{ value: Number.NaN }, { max: 5 }, false],
    [{ value: 1, problem: { kind: 'error', message: 'x' } }, {}, false],
    [{ problem: { kind: 'unreachable', message: 'x' } }, {}, false],
  ])('with %j within %j goes on: %s', (change, thresholdRange = {}, expected) => {
    const canary = aCanary({ name: 'm', thresholdRange });
    expect(decides({ question: question('check'), canary }, finding(change))).toBe(!expected);
  });

  it.each([
    ['rollout', 'check', true, false],
    ['rollout', 'check', false, true],
    ['post-rollout', 'post-rollout', false, true],
    ['rollback', 'rollback', true, true],
    ['rollback', 'rollback', false, false],
  ] as const)('with a %s hook, asked as %s, that says %j is decided: %j', (hook, what, ok, expected) => {
    const reply = { kind: 'reply', hook, name: 'h', ok, message: '' } as const;
    expect(decides({ question: question(what), canary: aCanary() }, reply)).toBe(expected);
  });
});
