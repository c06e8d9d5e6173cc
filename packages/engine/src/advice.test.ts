import { expect, it } from '@jest/globals';
import type { Analysis, CanarySpec } from '@flagger/api';
import { adviceOn } from './advice.ts';

const spec = (analysis: Analysis, more: Partial<CanarySpec> = {}): CanarySpec => ({
  targetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'loam' },
  service: { port: 80 },
  analysis: { interval: '10s', threshold: 5, stepWeight: 10, maxWeight: 50, ...analysis },
  ...more,
});

it.each<[Analysis, string]>([
  [{ interval: '3s' }, 'spec.analysis.interval is 3s and counts as 10s'],
  [
    {
      metrics: [
        { name: 'request-success-rate', interval: '1m', threshold: 99 },
        { name: 'request-duration', interval: '5s' },
      ],
    },
    'spec.analysis.metrics[1].interval is 5s: a metrics server has two values in it only where it scrapes more often',
  ],
  [
    { match: [{ headers: {} }], metrics: [{ name: 'request-success-rate', compare: {} }] },
    'spec.analysis.metrics[0].compare shows and decides nothing beside match: other users are compared, too',
  ],
  [{ canaryReadyThreshold: 0 }, 'spec.analysis.canaryReadyThreshold is 0 and counts as one pod'],
  [{ primaryReadyThreshold: 150 }, 'spec.analysis.primaryReadyThreshold is 150 and counts as 100'],
  [
    { metrics: [{ name: 'request-success-rate' }] },
    'spec.analysis.metrics[0] has no bound in thresholdRange or threshold: every value passes',
  ],
  [
    { metrics: [{ name: 'errors', query: 'vector(1)', threshold: 5, thresholdRange: {} }] },
    'spec.analysis.metrics[0] has no bound in thresholdRange or threshold: every value passes',
  ],
  [{ threshold: 0 }, 'spec.analysis.threshold is 0 and counts as 1'],
  [{ stepWeight: 60 }, 'spec.analysis.stepWeight is 60: the first step gives the canary more than maxWeight 50'],
  [
    { sessionAffinity: { cookieName: 'a', maxAge: 60, sameSite: 'None' } },
    'spec.analysis.sessionAffinity.secure is not true: browsers drop a cookie with SameSite=None and without Secure',
  ],
  [
    { sessionAffinity: { cookieName: 'a', maxAge: 60, partitioned: true } },
    'spec.analysis.sessionAffinity.secure is not true: browsers drop a cookie with Partitioned and without Secure',
  ],
  [
    { iterations: 2, match: [{ headers: {} }], sessionAffinity: { cookieName: 'a', maxAge: 60 } },
    'spec.analysis.sessionAffinity has no effect beside match: whoever fits gets the canary with each request',
  ],
  [{ stepWeights: [10, 200] }, 'spec.analysis.stepWeights: 200 counts as 100'],
])('%j is told', (analysis, text) => {
  expect(adviceOn(spec(analysis), 10_000)).toEqual([text]);
});

it('a deadline before which pods hardly get ready is told', () => {
  expect(adviceOn(spec({}, { progressDeadlineSeconds: 5 }), 10_000)).toEqual([
    'spec.progressDeadlineSeconds is 5: pods that need longer to become ready are given up',
  ]);
});

it.each<Analysis>([
  {},
  { interval: '' },
  { interval: '1500ms', threshold: 1 },
  { stepWeight: 20, maxWeight: 50 },
  { stepWeight: 60, maxWeight: 0 },
  { sessionAffinity: { cookieName: 'a', maxAge: 60, sameSite: 'None', partitioned: true, secure: true } },
])('nothing is told of %j', (analysis) => {
  expect(adviceOn(spec(analysis), 1000)).toEqual([]);
});

it('nothing is told of an analysis that is skipped', () => {
  expect(adviceOn(spec({ threshold: 0 }, { skipAnalysis: true }), 10_000)).toEqual([]);
});
