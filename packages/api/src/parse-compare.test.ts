import { describe, expect, it } from '@jest/globals';
import { describe as sentence } from './errors.ts';
import { parseCanary } from './parse.ts';

const METRIC = { name: 'request-success-rate', compare: {} };

function told(analysis: object, field = 'analysis', spec: object = {}): readonly string[] {
  const parsed = parseCanary({
    apiVersion: 'flagger.app/v1beta1',
    kind: 'Canary',
    metadata: { name: 'loam', namespace: 'test', uid: 'u-1' },
    spec: {
      targetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'loam' },
      service: { port: 80 },
      [field]: { interval: '30s', threshold: 5, stepWeight: 10, ...analysis },
      ...spec,
    },
  });
  return parsed.problems?.map(sentence) ?? [];
}

const wrong = (analysis: object): readonly string[] => told(analysis);

describe('a comparison', () => {
  it('is refused by the name of its field, and not looked at where nothing is analysed', () => {
    const metrics = [{ name: 'request-duration' }, { name: 'orders', query: 'orders', compare: {} }];
    const allowed = 'nothing: only request-success-rate or request-duration can be compared';
    expect(told({ metrics }, 'canaryAnalysis')).toEqual([
      `spec.canaryAnalysis.metrics[1].compare: found an object, allowed is ${allowed}`,
    ]);
    expect(told({ metrics }, 'analysis', { skipAnalysis: true })).toEqual([]);
  });

  it('is right in all that it can say', () => {
    const compare = {
      ...{ falseRollback: 0.5, worseThan: 2, falsePromotion: 0.05, promoteEarly: { after: '10m' } },
      ...{ undecided: 'wait', waitAtMost: '1h', warmUp: '30s', dryRun: false },
    };
    const rate = { tolerate: 1, seenFrom: 'client', clump: 1, negligible: 0 };
    const metrics = [
      { name: 'request-success-rate', compare: rate },
      { name: 'request-duration', compare: { tolerate: 1.25, slowerThan: '500ms' } },
    ];
    expect(wrong({ compare, metrics })).toEqual([]);
    expect(wrong({ metrics: [{ ...METRIC, compare: { clump: 3 } }], compare: { undecided: 'rollback' } })).toEqual([]);
    expect(wrong({ stepWeight: undefined, iterations: 5, mirror: true, metrics: [METRIC] })).toEqual([]);
    // by the name of 2019
    expect(wrong({ metrics: [{ name: 'istio_requests_total', compare: {} }] })).toEqual([]);
  });

  const compare = 'spec.analysis.compare';
  it.each<[object, string]>([
    [{ falseRollback: 0 }, `${compare}.falseRollback: found 0, allowed is a number above 0 to 0.5`],
    [{ falseRollback: 0.6 }, `${compare}.falseRollback: found 0.6, allowed is a number above 0 to 0.5`],
    [{ falsePromotion: 0 }, `${compare}.falsePromotion: found 0, allowed is a number above 0 to 0.5`],
    [{ worseThan: 1.2 }, `${compare}.worseThan: found 1.2, allowed is a number from 1.25 to 20`],
    [{ worseThan: 21 }, `${compare}.worseThan: found 21, allowed is a number from 1.25 to 20`],
    [{ worseThan: 1.25 }, `${compare}.worseThan: found 1.25, allowed is more than 1.25, which is tolerated`],
    [
      { undecided: 'wait' },
      `${compare}.worseThan: found nothing, allowed is a number, since undecided: wait waits until as much is ruled out`,
    ],
    [
      { promoteEarly: { after: '1m' } },
      `${compare}.worseThan: found nothing, allowed is a number, since promoteEarly waits until as much is ruled out`,
    ],
    [{ promoteEarly: {}, worseThan: 2 }, `${compare}.promoteEarly.after: found nothing, allowed is a text`],
    [{ undecided: 'hope' }, `${compare}.undecided: found "hope", allowed is promote, wait or rollback`],
    [{ waitAtMost: 'long' }, `${compare}.waitAtMost: found "long", allowed is a duration such as 30s, 10m or 1h`],
    [{ warmUp: '-1s' }, `${compare}.warmUp: found "-1s", allowed is a duration such as 30s, 10m or 1h`],
  ])('is refused where its settings cannot be: %j', (settings, expected) => {
    expect(wrong({ compare: settings, metrics: [METRIC] })).toEqual([expected]);
  });

  const metric = 'spec.analysis.metrics[0].compare';
  it.each<[string, object, string]>([
    ['request-success-rate', { tolerate: 0.9 }, `${metric}.tolerate: found 0.9, allowed is a number from 1 to 10`],
    ['request-success-rate', { tolerate: 11 }, `${metric}.tolerate: found 11, allowed is a number from 1 to 10`],
    ['request-success-rate', { clump: 0.5 }, `${metric}.clump: found 0.5, allowed is a number from 1 upwards`],
    [
      'request-success-rate',
      { negligible: 0.5 },
      `${metric}.negligible: found 0.5, allowed is a number from 0 and below 0.5`,
    ],
    [
      'request-success-rate',
      { seenFrom: 'moon' },
      `${metric}.seenFrom: found "moon", allowed is client, ingress or server`,
    ],
    [
      'request-success-rate',
      { slowerThan: '1s' },
      `${metric}.slowerThan: found "1s", allowed is nothing: it says nothing of request-success-rate`,
    ],
    [
      'request-duration',
      { negligible: 0.1 },
      `${metric}.negligible: found 0.1, allowed is nothing: it says nothing of request-duration`,
    ],
  ])('is refused where a metric cannot be compared so: %s %j', (name, settings, expected) => {
    expect(wrong({ metrics: [{ name, compare: settings }] })).toEqual([expected]);
  });

  it('is refused of other metrics, of clumps that wait for proof, and where a side gets no requests', () => {
    expect(wrong({ metrics: [{ name: 'mine', query: 'vector(1)', compare: {} }] })).toEqual([
      `${metric}: found an object, allowed is nothing: only request-success-rate or request-duration can be compared`,
    ]);
    const waits = { compare: { undecided: 'wait', worseThan: 2 }, metrics: [{ ...METRIC, compare: { clump: 3 } }] };
    expect(wrong(waits)).toEqual([
      `${metric}.clump: found 3, allowed is 1 beside undecided: wait, since nothing is shown to be safe where requests fail together`,
    ]);
    expect(wrong({ stepWeight: undefined, iterations: 5, metrics: [METRIC] })).toEqual([
      `${metric}: found an object, allowed is nothing: in blue/green without mirror the canary gets no requests to compare`,
    ]);
    const all = `${metric}: found an object, allowed is nothing: with 100 % at the first step the primary gets no requests to compare`;
    expect(wrong({ stepWeight: 100, metrics: [METRIC] })).toEqual([all]);
    expect(wrong({ stepWeight: undefined, stepWeights: [100], metrics: [METRIC] })).toEqual([all]);
    expect(wrong({ stepWeight: 100, mirror: true, metrics: [METRIC] })).toEqual([]);
    expect(wrong({ stepWeight: undefined, stepWeights: [50, 100], metrics: [METRIC] })).toEqual([]);
  });
});
