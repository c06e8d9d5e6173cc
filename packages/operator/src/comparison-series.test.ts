import type { Canary, ComparedMetric } from '@flagger/api';
import { expect, it } from '@jest/globals';
import { Registry } from 'prom-client';
import { ComparisonSeries } from './comparison-series.ts';

const METRIC: ComparedMetric = {
  ...{ name: 'request-success-rate', verdict: 'worse', message: '', seenFrom: 'client', chance: 0.001 },
  canary: { requests: 100, events: 10 },
  primary: { requests: 900, events: 9 },
  odds: { estimate: 11, low: 5 },
  evidence: {
    ...{ rules: 'r', likelihood: [], worse: [], start: 1, windows: 3 },
    ...{ cutWorse: 0, peakWorse: 4.7, cutSafe: 0, peakSafe: 0 },
  },
};
const aCanary = (metrics: readonly ComparedMetric[]): Canary => ({
  apiVersion: 'flagger.app/v1beta1',
  kind: 'Canary',
  metadata: { name: 'loam', namespace: 'test', uid: 'u' },
  spec: {
    targetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'podinfo' },
    service: { port: 80 },
    analysis: {},
  },
  status: { analysis: { metrics } },
});

it('shows how a canary compares until it is gone, or compares no more', async () => {
  const registry = new Registry();
  const series = new ComparisonSeries(registry);
  const lines = async () => (await registry.metrics()).split('\n').filter((line) => line && !line.startsWith('#'));
  series.show(aCanary([METRIC]));
  const labels = 'name="podinfo",namespace="test",metric="request-success-rate"';
  expect(await lines()).toEqual([
    `flagger_canary_comparison_log_e{${labels}} 4.7`,
    `flagger_canary_comparison_odds_ratio{${labels},bound="low"} 5`,
    `flagger_canary_comparison_odds_ratio{${labels},bound="high"} +Inf`,
    `flagger_canary_comparison_requests{${labels},arm="canary"} 100`,
    `flagger_canary_comparison_requests{${labels},arm="primary"} 900`,
    `flagger_canary_comparison_verdict{${labels}} 2`,
  ]);
  series.show(aCanary([]));
  expect(await lines()).toEqual([]);
  series.show(aCanary([METRIC]));
  series.hide('test/loam');
  expect(await lines()).toEqual([]);
});
