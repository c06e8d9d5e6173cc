import { describe, expect, it } from '@jest/globals';
import type { Answer, CanarySpec, CountsFinding } from '@flagger/api';
import { observed } from '../stories/observed-run.ts';
import type { Observed } from '../observed.ts';
import { toldAdvice } from '../advice.ts';
import { cautions, cautionsOn } from './cautions.ts';

const METRICS = [{ name: 'request-success-rate', compare: {} }];
const compared = (spec: Partial<CanarySpec> = {}): Observed => {
  const run = observed({ spec, also: { minIntervalMs: 1000, settleMs: 5000 } });
  const analysis = { ...run.canary.spec.analysis, interval: '30s', metrics: METRICS, ...spec.analysis };
  return { ...run, canary: { ...run.canary, spec: { ...run.canary.spec, analysis } } };
};

const told = (run: Observed, counted: Partial<CountsFinding>): readonly string[] =>
  cautions(run, answer(counted)).map((action) => (action.do === 'event' ? action.message : ''));

const answer = (counted: Partial<CountsFinding>): Answer => ({
  verdict: 'yes',
  says: [],
  findings: [
    {
      ...{ kind: 'counts', name: 'request-success-rate', seenFrom: 'client', from: 1, to: 2 },
      tables: [tableOf(300, 700)],
      ...counted,
    },
  ],
});
const tableOf = (canary: number, primary: number) => ({ canary: { n: canary, x: 0 }, primary: { n: primary, x: 0 } });

describe('what a spec says of comparing', () => {
  it.each<[CanarySpec['analysis'], readonly unknown[]]>([
    [{}, []],
    [
      { interval: '14s' },
      [expect.stringMatching(/^spec\.analysis\.interval is 14s: after the settle time of 5s a metrics server/)],
    ],
    [{ interval: '15s' }, []],
    [{ mirror: true }, [expect.stringMatching(/^spec\.analysis\.metrics\[0\]\.compare beside mirror: copies/)]],
    [{ interval: '14s', mirror: true, metrics: [{ name: 'request-success-rate', threshold: 99 }] }, []],
  ])('%j is told where it can hardly be meant', (analysis, expected) => {
    const run = compared({ analysis });
    expect(cautionsOn(run)).toEqual(expected);
    expect(toldAdvice(run).map((action) => action.do === 'event' && action.message)).toEqual(expected);
  });

  it('is nothing where no analysis is made', () => {
    expect(cautionsOn(compared({ analysis: { mirror: true }, skipAnalysis: true }))).toEqual([]);
  });
});

describe('what weakens a comparison', () => {
  it('is nothing where requests are sent by chance, as the weights say, and counted once', () => {
    expect(told(compared(), { series: 100_000 })).toEqual([]);
  });

  it.each<[string, Partial<CountsFinding>, Partial<CanarySpec>, string]>([
    ['a mesh that sends in turns', { isByTurns: true }, {}, 'where requests go in turns'],
    [
      'retries that count each',
      { isByAttempt: true },
      { service: { port: 80, retries: { attempts: 2 } } },
      'by attempts: up to 3 of a call fail together (spec.service.retries)',
    ],
    ['more series than anybody sums up', { series: 100_001 }, {}, 'reads 100001 series at each check'],
    [
      'a share that is off the weight',
      { tables: [tableOf(230, 770)] },
      {},
      'with 23 % of the requests on the canary, not 30 %',
    ],
  ])('is %s', (_, counted, spec, text) => {
    expect(told(compared(spec), counted)).toEqual([
      expect.stringContaining(`Comparing request-success-rate of podinfo.test ${text}`),
    ]);
  });

  it.each<[string, Partial<CountsFinding>, Partial<CanarySpec>]>([
    ['retries where each call counts once', {}, { service: { port: 80, retries: { attempts: 2 } } }],
    [
      'retries whose clump the Canary knows',
      { isByAttempt: true },
      {
        service: { port: 80, retries: { attempts: 2 } },
        analysis: { metrics: [{ name: 'request-success-rate', compare: { clump: 3 } }] },
      },
    ],
    ['a share within a fifth of the weight', { tables: [tableOf(250, 750)] }, {}],
    ['a share of few requests', { tables: [tableOf(100, 800)] }, {}],
    [
      'a share where the weights are for some users',
      { tables: [tableOf(10, 9000)] },
      { analysis: { iterations: 3, match: [{}] } },
    ],
    ['what was not counted', { isByTurns: true, problem: 'no' }, {}],
  ])('is not %s', (_, counted, spec) => {
    expect(told(compared(spec), counted)).toEqual([]);
  });

  it('is told once for a revision, whatever the numbers', () => {
    const ids = (run: Observed, canary: number) =>
      cautions(run, answer({ tables: [tableOf(canary, 900)] })).map((action) => 'id' in action && action.id);
    const run = compared();
    const later = { ...run, canary: { ...run.canary, status: { ...run.canary.status, canaryWeight: 60 } } };
    expect(ids(run, 100)).toHaveLength(1);
    expect(ids(later, 200)).toEqual(ids(run, 100));
    const { target } = run;
    const newer = target.state === 'found' && {
      ...run,
      target: { ...target, workload: { ...target.workload, revision: 'sha256:v3' } },
    };
    expect(newer && ids(newer, 100)).not.toEqual(ids(run, 100));
  });
});
