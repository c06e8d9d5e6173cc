import { VirtualClock } from '@flagger/testing';
import { describe, expect, it } from '@jest/globals';
import nock from 'nock';
import {
  aCanary,
  asking,
  checksOf,
  duration,
  find,
  measures,
  PROMETHEUS,
  rate,
  referencesOf,
  withoutNetwork,
} from '../test/asking.ts';
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

describe('whether the servers of templates are online', () => {
  const own = (query: string, address = 'http://own.example') =>
    ({ provider: { type: 'prometheus', address }, query }) as const;
  const asksOwn = (address = 'http://own.example') => nock(address).get('/api/v1/query').query({ query: 'vector(1)' });
  const one = { status: 'success', data: { resultType: 'vector', result: [{ metric: {}, value: [0, '1'] }] } };
  const online = (templates: Parameters<typeof referencesOf>[0], ...names: readonly string[]) => {
    const metrics = names.map((name) => ({ name, templateRef: { name } }));
    const checks = checksOf({}, { references: referencesOf(templates) });
    return checks.find(asking('metrics-online'), aCanary({ metrics }), new AbortController().signal);
  };

  it('is asked of each server once', async () => {
    asksOwn().reply(200, one);
    asksOwn('http://other.example').reply(200, one);
    const templates = { a: own('a'), b: own('b'), c: own('c', 'http://other.example') };
    expect(await online(templates, 'a', 'b', 'c')).toEqual([{ kind: 'online' }]);
  });

  it('is told of the first that is not', async () => {
    asksOwn().reply(503, 'maintenance');
    const problem =
      'prometheus in metric template a.test not avaiable: running query failed: error response: Status 503 Service Unavailable: maintenance';
    expect(await online({ a: own('a'), b: own('b', 'http://other.example') }, 'a', 'b')).toEqual([
      { kind: 'online', problem },
    ]);
  });

  it('is doubted where a template is missing, in the words of Flagger', async () => {
    const problem = 'metric template ghost.test error: metrictemplate.flagger.app "ghost" not found';
    expect(await online({}, 'ghost')).toEqual([{ kind: 'online', problem }]);
  });

  it('is doubted where there is nothing to ask', async () => {
    const problem = expect.stringMatching(/^metric template a\.test provider prometheus error: Error building/);
    expect(await online({ a: own('a', 'nowhere') }, 'a')).toEqual([{ kind: 'online', problem }]);
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

  it('is so where there are no metrics', async () => {
    expect(await find('metrics-online', aCanary({ metrics: [] }))).toEqual([{ kind: 'online' }]);
  });
});
