import { describe, expect, it } from '@jest/globals';
import nock from 'nock';
import {
  PROMETHEUS,
  aCanary,
  asking,
  checksOf,
  find,
  measures,
  rate,
  duration,
  RATE,
  DURATION,
  withoutNetwork,
} from '../test/asking.ts';

withoutNetwork();

describe('the metrics of a check', () => {
  it('asks with an inline query in spec order between built-in metrics', async () => {
    measures(RATE, '100');
    measures('max(queue{ns="test"})', '10');
    measures(DURATION, '501');
    const queue = { name: 'queue', threshold: 10, query: 'max(queue{ns="{{ namespace }}"})' };
    expect(await find('check', aCanary({ metrics: [rate, queue, duration] }))).toMatchObject([
      { source: 'success-rate' },
      { source: 'query', name: 'queue', value: 10 },
      { source: 'duration', value: 501 },
    ]);
  });

  it('tells a refused inline query without the words for built-in ones', async () => {
    nock(PROMETHEUS).get('/api/v1/query').query(true).reply(422, 'query engine unavailable');
    const message = 'error response: Status 422 Unprocessable Entity: query engine unavailable';
    expect(await find('check', aCanary({ metrics: [{ name: 'q', query: 'up' }] }))).toMatchObject([
      { problem: { kind: 'error', message } },
    ]);
  });

  it('tells an inline query that cannot be made', async () => {
    const message =
      'template excution failed: template: tmpl:1:3: executing "tmpl" at <variables>: map has no entry for key "x"';
    expect(await find('check', aCanary({ metrics: [{ name: 'q', query: '{{ variables.x }}' }] }))).toMatchObject([
      { problem: { kind: 'error', message } },
    ]);
  });

  it('measures both where a built-in metric has a query of its own', async () => {
    measures(RATE, '100');
    measures('mine', '99');
    expect(await find('check', aCanary({ metrics: [{ ...rate, query: 'mine' }] }))).toMatchObject([
      { source: 'success-rate' },
      { source: 'query', index: 0 },
    ]);
  });

  it('says which metric template is missing, after all other metrics', async () => {
    measures(RATE, '100');
    const metrics = [
      { name: 'ratio', templateRef: { name: 'not-found', namespace: 'other' } },
      rate,
      { name: 'own', templateRef: { name: 'own' } },
    ];
    expect(await find('check', aCanary({ metrics }))).toEqual([
      expect.objectContaining({ source: 'success-rate' }),
      {
        kind: 'metric',
        name: 'ratio',
        source: 'template',
        index: 0,
        provider: 'istio',
        problem: {
          kind: 'wiring',
          message: 'Metric template not-found.other error: metrictemplate.flagger.app "not-found" not found',
        },
      },
    ]);
  });

  it('reads seconds where the mesh answers in seconds, in whole milliseconds', async () => {
    measures(DURATION, '0.5009');
    expect(await find('check', aCanary({ metrics: [duration] }), { durationUnit: 's' })).toMatchObject([
      { value: 500 },
    ]);
  });

  it('asks the metrics server of the Canary where it names one', async () => {
    nock('http://own.example')
      .get('/api/v1/query')
      .query({ query: RATE })
      .reply(200, { status: 'success', data: { resultType: 'vector', result: [] } });
    expect(await find('check', aCanary({ metrics: [rate] }, { metricsServer: 'http://own.example' }))).toMatchObject([
      { problem: { kind: 'no-values' } },
    ]);
  });

  it('names the provider as the Canary does, and marks targets that are services', async () => {
    measures(RATE, '100');
    measures(RATE, '100');
    expect(await find('check', aCanary({ metrics: [rate] }, { provider: 'istio:old' }))).toMatchObject([
      { provider: 'istio:old' },
    ]);
    const targetRef = { apiVersion: 'v1', kind: 'Service', name: 'loam' };
    expect(await find('check', aCanary({ metrics: [rate] }, { targetRef }))).toMatchObject([
      { provider: 'istio:service' },
    ]);
  });
});

describe('a target whose series bear a name that only it knows', () => {
  it('is measured by that name, in all queries', async () => {
    const queries = { successRate: 'success{r="{{ route }}"}', duration: '' };
    measures('success{r="loam-00002"}', '100');
    measures('max(queue{r="loam-00002"})', '10');
    const queue = { name: 'queue', threshold: 10, query: 'max(queue{r="{{ route }}"})' };
    const canary = aCanary(
      { metrics: [rate, queue] },
      { routeRef: { apiVersion: 'apisix.apache.org/v2', kind: 'ApisixRoute', name: 'other' } },
    );
    const question = { ...asking('check'), route: 'loam-00002' };
    expect(await checksOf({ queries }).find(question, canary, new AbortController().signal)).toMatchObject([
      { value: 100 },
      { value: 10 },
    ]);
  });
});
