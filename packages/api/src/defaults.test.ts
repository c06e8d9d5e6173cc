import { describe, expect, it } from '@jest/globals';
import type { Analysis, Canary, CanarySpec } from './canary.ts';
import {
  bringsItsService,
  intervalMs,
  maxWeight,
  progressDeadlineMs,
  readyThresholds,
  strategyOf,
  threshold,
  webhooksOf,
} from './defaults.ts';
import { unknownProvider } from './parse-rules.ts';

const aSpec = (change: Partial<CanarySpec> = {}): CanarySpec => ({
  targetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'loam' },
  service: { port: 80 },
  analysis: {},
  ...change,
});
const aCanary = (change: Partial<CanarySpec> = {}): Canary => ({
  apiVersion: 'flagger.app/v1beta1',
  kind: 'Canary',
  metadata: { name: 'loam', namespace: 'test', uid: 'u' },
  spec: aSpec(change),
  status: {},
});

describe('defaults', () => {
  it.each<[Analysis, number]>([
    [{}, 60_000],
    [{ interval: '' }, 60_000],
    [{ interval: '3s' }, 10_000],
    [{ interval: '1500ms' }, 10_000],
    [{ interval: '1m30s' }, 90_000],
  ])('the interval of %j is %d ms', (analysis, expected) => {
    expect(intervalMs(analysis)).toBe(expected);
  });

  it.each<[Analysis, number]>([
    [{}, 1],
    [{ threshold: 0 }, 1],
    [{ threshold: -2 }, 1],
    [{ threshold: 7 }, 7],
  ])('the threshold of %j is %d', (analysis, expected) => {
    expect(threshold(analysis)).toBe(expected);
  });

  it.each<[Analysis, number]>([
    [{}, 100],
    [{ maxWeight: 0 }, 100],
    [{ maxWeight: 50 }, 50],
    [{ maxWeight: 200 }, 100],
    [{ maxWeight: 50, stepWeights: [1, 10, 80] }, 80],
    [{ stepWeights: [200] }, 100],
    [{ maxWeight: 50, stepWeights: [] }, 50],
  ])('the canary of %j is promoted at %d percent', (analysis, expected) => {
    expect(maxWeight(analysis)).toBe(expected);
  });

  it('all pods make a workload ready, unless a share is given', () => {
    expect(readyThresholds({})).toEqual({ primary: 100, canary: 100 });
    expect(readyThresholds({ primaryReadyThreshold: 60, canaryReadyThreshold: 0 })).toEqual({ primary: 60, canary: 0 });
  });

  it('pods have ten minutes to become ready, unless a deadline is given', () => {
    expect(progressDeadlineMs(aSpec())).toBe(600_000);
    expect(progressDeadlineMs(aSpec({ progressDeadlineSeconds: 25 }))).toBe(25_000);
  });

  it.each<[Analysis, string]>([
    [{ stepWeight: 10 }, 'canary'],
    [{ stepWeight: 10, match: [{}] }, 'canary'],
    [{ iterations: 3 }, 'blue-green'],
    [{ iterations: 3, match: [] }, 'blue-green'],
    [{ iterations: 3, match: [{}] }, 'ab-testing'],
    [{ iterations: 0, stepWeight: 5, match: [{}] }, 'canary'],
  ])('the strategy of %j is %s', (analysis, expected) => {
    expect(strategyOf(aSpec({ analysis }))).toBe(expected);
  });

  it('hooks of a type come in the order of the spec, and one without type is a rollout hook', () => {
    const url = 'http://hook';
    const webhooks = [
      { name: 'a', url },
      { name: 'b', url, type: 'rollback' as const },
      { name: 'c', url, type: '' as const },
      { name: 'd', url, type: 'rollout' as const },
    ];
    const names = (type: 'rollout' | '' | 'rollback' | 'event') =>
      webhooksOf(aCanary({ analysis: { webhooks } }), type).map(({ name }) => name);
    expect(names('rollout')).toEqual(['a', 'c', 'd']);
    expect(names('')).toEqual(['a', 'c', 'd']);
    expect(names('rollback')).toEqual(['b']);
    expect(names('event')).toEqual([]);
  });

  it('a Service brings its own service, a Deployment does not', () => {
    expect(bringsItsService(aSpec())).toBe(false);
    expect(bringsItsService(aSpec({ targetRef: { apiVersion: 'v1', kind: 'Service', name: 's' } }))).toBe(true);
  });

  it('an unknown provider is told with those that are known', () => {
    expect(unknownProvider('consul', ['istio', 'linkerd'])).toEqual({
      field: 'spec.provider',
      found: '"consul"',
      allowed: 'istio or linkerd',
    });
  });
});
