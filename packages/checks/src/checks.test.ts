import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { parseCanary, type Canary, type Question } from '@flagger/api';
import nock from 'nock';
import { createChecks, type MeshQueries } from './index.ts';

const HOOKS = 'http://receiver.example';
const PROMETHEUS = 'http://prometheus.example';

const silent = () => undefined;
const mesh: MeshQueries = {
  names: ['istio', 'istio:old'],
  queries: {
    successRate: 'success{t="{{ target }}"}[{{ interval }}]',
    duration: 'duration{ns="{{ namespace }}"}[{{ interval }}]',
  },
  durationUnit: 'ms',
};
const checksOf = (change: Partial<MeshQueries> = {}) =>
  createChecks({
    metricsServer: PROMETHEUS,
    mesh: () => ({ ...mesh, ...change }),
    clock: { now: () => 0, after: () => silent },
    log: { debug: silent, info: silent, warn: silent, error: silent },
  });

const aCanary = (analysis: object, spec: object = {}): Canary => {
  const parsed = parseCanary({
    apiVersion: 'flagger.app/v1beta1',
    kind: 'Canary',
    metadata: { name: 'loam', namespace: 'test', uid: 'u' },
    spec: {
      targetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'loam' },
      service: { port: 80 },
      analysis: { stepWeight: 5, ...analysis },
      ...spec,
    },
  });
  if (!parsed.ok) {
    throw new Error(JSON.stringify(parsed.problems));
  }
  return parsed.canary;
};
const asking = (what: Question['what']): Question => ({ id: 'step.7', what, phase: 'Progressing', checksum: '17' });
const find = (what: Question['what'], canary: Canary, change: Partial<MeshQueries> = {}) =>
  checksOf(change).find(asking(what), canary, new AbortController().signal);

const hook = (name: string, type?: string, more: object = {}) => ({
  name,
  url: `${HOOKS}/${name}`,
  ...(type !== undefined && { type }),
  ...more,
});
const replies = (name: string, status: number, body = '') => nock(HOOKS).post(`/${name}`).reply(status, body);
const measures = (query: string, value: string) =>
  nock(PROMETHEUS)
    .get('/api/v1/query')
    .query({ query })
    .reply(200, {
      status: 'success',
      data: { resultType: 'vector', result: value === '' ? [] : [{ metric: {}, value: [1, value] }] },
    });

const rate = { name: 'request-success-rate', thresholdRange: { min: 99 } };
const duration = { name: 'request-duration', interval: '30s', thresholdRange: { max: 500 } };
const RATE = 'success{t="loam"}[1m]';
const DURATION = 'duration{ns="test"}[30s]';

beforeAll(() => {
  nock.disableNetConnect();
});
afterEach(() => {
  const pending = nock.pendingMocks();
  nock.cleanAll();
  expect(pending).toEqual([]);
});
afterAll(() => {
  nock.enableNetConnect();
  nock.restore();
});

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
      { kind: 'metric', name: 'request-success-rate', source: 'success-rate', provider: 'istio', value: 99.5, min: 99 },
      { kind: 'metric', name: 'request-duration', source: 'duration', provider: 'istio', value: 120, max: 500 },
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
        provider: 'istio',
        min: 99,
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

  it('asks with an inline query in spec order between built-in metrics', async () => {
    measures(RATE, '100');
    measures('max(queue{ns="test"})', '10');
    measures(DURATION, '501');
    const queue = { name: 'queue', threshold: 10, query: 'max(queue{ns="{{ namespace }}"})' };
    expect(await find('check', aCanary({ metrics: [rate, queue, duration] }))).toMatchObject([
      { source: 'success-rate' },
      { source: 'query', name: 'queue', value: 10, max: 10 },
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
      { source: 'query', min: 99 },
    ]);
  });

  it('says of a metric template that there are none yet, after all other metrics', async () => {
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
        provider: 'istio',
        max: 0,
        problem: {
          kind: 'wiring',
          message: 'Metric template not-found.other error: metric templates are not available in this version yet',
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

  it('without hooks and metrics finds nothing', async () => {
    expect(await find('check', aCanary({}))).toEqual([]);
  });
});

describe('a gate', () => {
  it.each(['confirm-rollout', 'pre-rollout', 'confirm-promotion', 'confirm-traffic-increase', 'post-rollout'] as const)(
    '%s calls its hooks up to the first that fails',
    async (type) => {
      replies('a', 200);
      replies('b', 403, 'closed');
      const canary = aCanary({ webhooks: [hook('z', 'rollout'), hook('a', type), hook('b', type), hook('c', type)] });
      expect(await find(type, canary)).toEqual([
        { kind: 'reply', hook: type, name: 'a', ok: true, message: '' },
        { kind: 'reply', hook: type, name: 'b', ok: false, message: 'closed' },
      ]);
    },
  );

  it('rollback calls its hooks up to the first that succeeds', async () => {
    replies('a', 403, 'no');
    replies('b', 200);
    const canary = aCanary({ webhooks: [hook('a', 'rollback'), hook('b', 'rollback'), hook('c', 'rollback')] });
    expect(await find('rollback', canary)).toMatchObject([
      { name: 'a', ok: false, message: 'no' },
      { name: 'b', ok: true },
    ]);
  });

  it('sends what the question says, and metadata with sorted keys where there is some', async () => {
    const bodies: unknown[] = [];
    for (const name of ['a', 'b']) {
      nock(HOOKS)
        .post(`/${name}`, (body) => bodies.push(JSON.stringify(body)) > 0)
        .reply(200);
    }
    await find(
      'pre-rollout',
      aCanary({
        webhooks: [
          hook('a', 'pre-rollout', { metadata: { type: 'bash', cmd: 'true' } }),
          hook('b', 'pre-rollout', { metadata: {} }),
        ],
      }),
    );
    const common = '{"name":"loam","namespace":"test","phase":"Progressing","checksum":"17"';
    expect(bodies).toEqual([`${common},"metadata":{"cmd":"true","type":"bash"}}`, `${common}}`]);
  });
});

describe('the id of a call', () => {
  const ids = async (...names: readonly string[]) => {
    const seen: string[] = [];
    for (const name of names) {
      nock(HOOKS)
        .post(`/${name}`)
        .matchHeader('x-flagger-id', (id) => seen.push(String(id)) > 0)
        .reply(200);
    }
    await find('pre-rollout', aCanary({ webhooks: names.map((name) => hook(name, 'pre-rollout')) }));
    return [...new Set(seen)];
  };

  it('is that of the question with a part of its own for each hook, also for hooks of one name', async () => {
    const seen = await ids('a', 'b', 'a');
    expect(seen).toHaveLength(3);
    expect(seen.every((id) => /^step\.7\.[0-9a-f]{8}$/.test(id))).toBe(true);
  });

  it('is the same when the question is asked again, also after another hook has come', async () => {
    const [a, b] = await ids('a', 'b');
    expect(await ids('new', 'a', 'b')).toEqual([expect.any(String), a, b]);
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
      { kind: 'online' },
    ]);
  });
});

describe('any question', () => {
  it('fails at once where it is withdrawn already', async () => {
    const withdrawn = AbortSignal.abort(new Error('withdrawn'));
    await expect(checksOf().find(asking('metrics-online'), aCanary({}), withdrawn)).rejects.toThrow('withdrawn');
  });

  it('about settling is not for us', async () => {
    expect(await find('settle', aCanary({}))).toEqual([]);
  });
});
