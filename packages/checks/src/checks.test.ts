import { describe, expect, it } from '@jest/globals';
import nock from 'nock';
import {
  PROMETHEUS,
  aCanary,
  asking,
  checksOf,
  find,
  hook,
  replies,
  measures,
  rate,
  duration,
  RATE,
  DURATION,
  withoutNetwork,
} from '../test/asking.ts';

withoutNetwork();

describe('a check', () => {
  it('calls rollout hooks in spec order, then measures', async () => {
    replies('a', 200);
    replies('b', 202);
    measures(RATE, '99.5');
    measures(DURATION, '120.7');
    const canary = aCanary({
      webhooks: [hook('a', 'rollout'), hook('x', 'pre-rollout'), hook('b')],
      metrics: [rate, duration],
    });
    expect(await find('check', canary)).toEqual([
      { kind: 'reply', hook: 'rollout', name: 'a', ok: true, message: '' },
      { kind: 'reply', hook: 'rollout', name: 'b', ok: true, message: '' },
      {
        kind: 'metric',
        name: 'request-success-rate',
        source: 'success-rate',
        index: 0,
        provider: 'istio',
        query: 'success{t="loam"}[1m]',
        value: 99.5,
      },
      {
        kind: 'metric',
        name: 'request-duration',
        source: 'duration',
        index: 1,
        provider: 'istio',
        query: 'duration{ns="test"}[30s]',
        value: 120,
      },
    ]);
  });

  it('ends at the first hook that says no', async () => {
    replies('a', 403, 'load generator refused');
    const canary = aCanary({ webhooks: [hook('a'), hook('b')], metrics: [rate] });
    expect(await find('check', canary)).toEqual([
      { kind: 'reply', hook: 'rollout', name: 'a', ok: false, message: 'load generator refused' },
    ]);
  });

  it('ends at the first metric outside its bounds', async () => {
    measures(RATE, '98.99');
    expect(await find('check', aCanary({ metrics: [rate, duration] }))).toMatchObject([
      { source: 'success-rate', value: 98.99 },
    ]);
  });

  it('ends at the first metric without a value, in the words of Flagger', async () => {
    measures(RATE, '');
    expect(await find('check', aCanary({ metrics: [rate, duration] }))).toEqual([
      {
        kind: 'metric',
        name: 'request-success-rate',
        source: 'success-rate',
        index: 0,
        provider: 'istio',
        query: 'success{t="loam"}[1m]',
        problem: { kind: 'no-values', message: 'running query failed: no values found' },
      },
    ]);
  });

  it('ends where the metrics server cannot be reached', async () => {
    nock(PROMETHEUS).get('/api/v1/query').query(true).reply(503, 'maintenance');
    const message = 'running query failed: error response: Status 503 Service Unavailable: maintenance';
    expect(await find('check', aCanary({ metrics: [duration, rate] }))).toMatchObject([
      { source: 'duration', problem: { kind: 'unreachable', message } },
    ]);
  });

  it('without hooks and metrics finds nothing', async () => {
    expect(await find('check', aCanary({}))).toEqual([]);
  });
});

describe('any question', () => {
  it('fails at once where it is withdrawn already', async () => {
    const withdrawn = AbortSignal.abort(new Error('withdrawn'));
    await expect(checksOf().find(asking('metrics-online'), aCanary({}), withdrawn)).rejects.toThrow('withdrawn');
  });

  it('about settling is not for us', async () => {});
});
