import { VirtualClock } from '@flagger/testing';
import { describe, expect, it } from '@jest/globals';
import nock from 'nock';
import { aCanary, duration, find, measures, PROMETHEUS, rate, withoutNetwork } from '../test/asking.ts';
import { metricsServerProblem } from './online.ts';

const options = { metricsServer: 'http://prometheus.test:9090', clock: new VirtualClock() };
const asked = () => nock('http://prometheus.test:9090').get('/api/v1/query').query({ query: 'vector(1)' });

withoutNetwork();

describe('the metrics server at start-up', () => {
  it('is well when it answers 1', async () => {
    asked().reply(200, {
      status: 'success',
      data: { resultType: 'vector', result: [{ metric: {}, value: [0, '1'] }] },
    });
    await expect(metricsServerProblem(options, new AbortController().signal)).resolves.toBeUndefined();
  });

  it('is told when it cuts the connection', async () => {
    asked().replyWithError(Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' }));
    await expect(metricsServerProblem(options, new AbortController().signal)).resolves.toContain('connection refused');
  });
});

describe('whether metrics are online', () => {
  const failing =
    'prometheus not avaiable: running query failed: error response: Status 503 Service Unavailable: maintenance';
  it('is asked of Prometheus once for all metrics', async () => {
    measures('vector(1)', '1');
    expect(await find('metrics-online', aCanary({ metrics: [rate, duration, { name: 'q', query: 'up' }] }))).toEqual([
      { kind: 'online' },
    ]);
  });

  it('is told in the words of Flagger where it is not so', async () => {
    nock(PROMETHEUS).get('/api/v1/query').query(true).reply(503, 'maintenance');
    expect(await find('metrics-online', aCanary({ metrics: [rate] }))).toEqual([{ kind: 'online', problem: failing }]);
  });

  it('is doubted where one is not one', async () => {
    measures('vector(1)', '2');
    expect(await find('metrics-online', aCanary({ metrics: [rate] }))).toEqual([
      { kind: 'online', problem: 'prometheus not avaiable: value is not 1 for query: vector(1)' },
    ]);
  });

  it('is not asked where no metric needs Prometheus', async () => {
    expect(await find('metrics-online', aCanary({ metrics: [{ name: 't', templateRef: { name: 't' } }] }))).toEqual([
      { kind: 'online', isUnasked: true },
    ]);
  });

  it('is so where there are no metrics', async () => {
    expect(await find('metrics-online', aCanary({ metrics: [] }))).toEqual([{ kind: 'online' }]);
  });
});
