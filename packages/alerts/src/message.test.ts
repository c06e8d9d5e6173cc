import { describe, expect, it } from '@jest/globals';
import { parseCanary, type Canary } from '@flagger/api';
import { alertMessage } from './message.ts';

const aCanary = (analysis: object, spec: object = {}): Canary => {
  const parsed = parseCanary({
    apiVersion: 'flagger.app/v1beta1',
    kind: 'Canary',
    metadata: { name: 'loam', namespace: 'test', uid: 'u' },
    spec: {
      targetRef: { apiVersion: 'apps/v1', kind: 'DaemonSet', name: 'sand' },
      service: { port: 80 },
      analysis,
      ...spec,
    },
  });
  if (!parsed.ok) {
    throw new Error(JSON.stringify(parsed.problems));
  }
  return parsed.canary;
};
const aMessage = (canary: Canary, isDetailed: boolean, clusterName?: string) =>
  alertMessage(canary, { severity: 'warn', message: 'Canary is waiting for approval.', isDetailed }, clusterName);
const fieldsOf = (canary: Canary) => aMessage(canary, true).fields.map(({ name, value }) => `${name}: ${value}`);

describe('a message', () => {
  it('names the canary', () => {
    expect(aMessage(aCanary({ stepWeight: 5 }), false)).toEqual({
      title: 'loam.test',
      text: 'Canary is waiting for approval.',
      severity: 'warn',
      fields: [],
    });
  });

  it('names the cluster first, where it has a name', () => {
    const canary = aCanary({ stepWeight: 5 });
    expect(aMessage(canary, false, 'blue-cluster').fields).toEqual([{ name: 'Cluster', value: 'blue-cluster' }]);
    expect(aMessage(canary, true, 'blue-cluster').fields.map(({ name }) => name)).toEqual([
      'Cluster',
      'Target',
      'Failed checks threshold',
      'Progress deadline',
      'Traffic routing',
    ]);
  });

  it('says how the canary is tried, with the defaults of Flagger', () => {
    expect(fieldsOf(aCanary({ stepWeight: 5 }))).toEqual([
      'Target: DaemonSet/sand.test',
      'Failed checks threshold: 1',
      'Progress deadline: 600s',
      'Traffic routing: Weight step: 5 max: 0',
    ]);
    expect(fieldsOf(aCanary({ stepWeight: 5, threshold: 7 }, { progressDeadlineSeconds: 90 })).slice(1, 3)).toEqual([
      'Failed checks threshold: 7',
      'Progress deadline: 90s',
    ]);
  });

  it.each([
    ['Weight step: 20 max: 60', { stepWeight: 20, maxWeight: 60 }],
    ['Weight steps: 1,2,10 max: 50', { stepWeights: [1, 2, 10], maxWeight: 50 }],
    ['A/B Testing', { iterations: 3, match: [{ headers: { 'x-a': { exact: 'b' } } }] }],
    ['Blue/Green', { iterations: 3 }],
    [
      'Weight step: 10 max: 50',
      { stepWeight: 10, maxWeight: 50, iterations: 3, match: [{ headers: { 'x-a': { exact: 'b' } } }] },
    ],
  ])('calls it %s', (expected, analysis) => {
    expect(fieldsOf(aCanary(analysis))).toContain(`Traffic routing: ${expected}`);
  });

  it('says nothing of traffic where there is no analysis', () => {
    expect(fieldsOf(aCanary({}, { analysis: undefined, skipAnalysis: true }))).toEqual([
      'Target: DaemonSet/sand.test',
      'Failed checks threshold: 1',
      'Progress deadline: 600s',
    ]);
  });
});
