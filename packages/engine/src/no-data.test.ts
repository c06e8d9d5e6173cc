import { describe, expect, it } from '@jest/globals';
import type { Canary, MetricFinding, Question } from '@flagger/api';
import { decides } from './decides.ts';
import { judge } from './judge.ts';

type OnNoData = 'fail' | 'hold' | 'pass' | undefined;
const canaryWith = (onNoData: OnNoData): Canary => ({
  apiVersion: 'flagger.app/v1beta1',
  kind: 'Canary',
  metadata: { name: 'loam', namespace: 'test', uid: 'u-1' },
  spec: {
    targetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'loam' },
    service: { port: 80 },
    analysis: { metrics: [{ name: 'm', query: 'm', ...(onNoData && { onNoData }) }] },
  },
  status: {},
});
const finding = (change: Partial<MetricFinding>): MetricFinding => ({
  kind: 'metric',
  name: 'm',
  source: 'query',
  provider: 'istio',
  ...change,
});
const NO_VALUES = finding({ problem: { kind: 'no-values', message: 'no values found' } });
const question: Question = { id: 'q', what: 'check', phase: 'Progressing', checksum: 'c', session: 's' };

describe('a metric without a value', () => {
  it.each([
    [undefined, 'no', ['Halt advancement no values found for metric: m']],
    ['fail', 'no', ['Halt advancement no values found for metric: m']],
    ['hold', 'hold', ['Holding loam.test advancement, no values found for metric m']],
    ['pass', 'yes', []],
  ] as const)('with onNoData %s is a %s', (onNoData, verdict, texts) => {
    const canary = canaryWith(onNoData);
    for (const found of [NO_VALUES, finding({}), finding({ value: NaN })]) {
      const answer = judge({ what: 'check', canary, findings: [found] });
      expect([answer.verdict, answer.says.map(({ message }) => message)]).toEqual([verdict, texts]);
    }
  });

  it.each(['error', 'wiring'] as const)('is a no whatever onNoData says, where its problem is %s', (kind) => {
    for (const onNoData of ['hold', 'pass'] as const) {
      const findings = [finding({ problem: { kind, message: 'bad query' } })];
      expect(judge({ what: 'check', canary: canaryWith(onNoData), findings }).verdict).toBe('no');
    }
  });

  it('that holds leaves it to the other metrics to fail', () => {
    const canary = canaryWith('hold');
    expect(decides({ question, canary }, NO_VALUES)).toBe(false);
    const failed = judge({ what: 'check', canary, findings: [NO_VALUES, finding({ value: 5 })] });
    expect(failed.verdict).toBe('no');
    expect(failed.says.map(({ message }) => message).join()).not.toContain('Holding');
    expect(judge({ what: 'check', canary, findings: [NO_VALUES, finding({ value: 0 })] }).verdict).toBe('hold');
  });
});
