import { Wait, type ResourceCall } from '@flagger/api';
import { describe, expect, it } from '@jest/globals';
import { SOURCES } from './index.ts';
import { quantityValue } from './quantity.ts';
import type { Server } from './source.ts';

const atOnce = {
  now: () => 0,
  after: (_: number, callback: () => void) => {
    const handle = setImmediate(callback);
    return () => clearImmediate(handle);
  },
};

/** An API server that answers each call by the verb, and remembers them. */
function clusterOf(answers: Partial<Record<ResourceCall['verb'], () => unknown>>) {
  const calls: ResourceCall[] = [];
  const call = async (made: ResourceCall): Promise<unknown> => {
    calls.push(made);
    return answers[made.verb]?.();
  };
  return { calls, call };
}

const asked = (type: 'keptn' | 'externalmetrics', text: string, change: Partial<Server> = {}) =>
  SOURCES[type].measure(
    { text, interval: '1m' },
    { address: '', clock: atOnce, signal: new AbortController().signal, ...change },
  );

const NOWHERE = { problem: { kind: 'wiring', message: 'no API server can be asked here' } };

describe('external metrics of this cluster', () => {
  it('are asked by name and labels, with the account of the operator', async () => {
    const cluster = clusterOf({ list: () => ({ items: [{ value: '1500m' }, { value: '7' }] }) });
    expect(await asked('externalmetrics', ' queue_length?labelSelector=app=loam ', { cluster })).toEqual({
      value: 1.5,
    });
    expect(cluster.calls).toMatchObject([
      { verb: 'list', plural: 'queue_length', namespace: 'default', labelSelector: 'app=loam' },
    ]);
  });

  it.each([
    ['datadogmetric@shop:error-rate', 'default', 'datadogmetric@shop:error-rate'],
    ['shop/pubsub.googleapis.com|subscription|backlog', 'shop', 'pubsub.googleapis.com|subscription|backlog'],
    ['shop/job:errors:rate5m', 'shop', 'job:errors:rate5m'],
    ['/queue_length', 'default', 'queue_length'],
  ])('are asked for %j, as servers call them', async (query, namespace, plural) => {
    const cluster = clusterOf({ list: () => ({ items: [{ value: '7' }] }) });
    expect(await asked('externalmetrics', query, { cluster })).toEqual({ value: 7 });
    expect(cluster.calls).toMatchObject([{ namespace, plural }]);
  });

  it('have no value, or none that is one', async () => {
    const none = { problem: { kind: 'no-values', message: 'no values found' } };
    expect(await asked('externalmetrics', 'a', { cluster: clusterOf({ list: () => ({ items: [] }) }) })).toEqual(none);
    const odd = clusterOf({ list: () => ({ items: [{ value: 'many' }] }) });
    expect(await asked('externalmetrics', 'a', { cluster: odd })).toMatchObject({ problem: { kind: 'error' } });
  });

  it.each(['', 'a/b/c', '../secrets', 'shop/..', 'a b', 'shop/', 'a%2Fb', 'a#b', 'a@b/c'])(
    'are not asked for %j',
    async (query) => {
      const cluster = clusterOf({});
      expect(await asked('externalmetrics', query, { cluster })).toMatchObject({
        problem: { kind: 'wiring', message: expect.stringContaining('[namespace/]metric?labelSelector=') },
      });
      expect(cluster.calls).toEqual([]);
    },
  );

  it('cannot be asked now, or not at all', async () => {
    const fails = (error: Error) => clusterOf({ list: () => Promise.reject(error) });
    expect(await asked('externalmetrics', 'a', { cluster: fails(new Wait('reset')) })).toEqual({
      problem: { kind: 'unreachable', message: 'reset' },
    });
    expect(await asked('externalmetrics', 'a', { cluster: fails(new Error('forbidden to list')) })).toEqual({
      problem: { kind: 'error', message: 'forbidden to list' },
    });
    expect(await asked('externalmetrics', 'a')).toEqual(NOWHERE);
  });

  it('are online where the API server answers for any of them', async () => {
    const server = { address: '', clock: atOnce, signal: new AbortController().signal };
    const cluster = clusterOf({ list: () => ({ items: [] }) });
    expect(await SOURCES.externalmetrics.whyOffline({ ...server, cluster })).toBeUndefined();
    expect(cluster.calls).toMatchObject([{ plural: 'dummy-metric', namespace: 'kube-system' }]);
    expect(await SOURCES.externalmetrics.whyOffline(server)).toEqual(NOWHERE.problem);
  });

  it('whose answer is longer than 1 MiB have no value', async () => {
    const cluster = clusterOf({ list: () => ({ items: [], more: 'x'.repeat(2 ** 20) }) });
    expect(await asked('externalmetrics', 'a', { cluster })).toMatchObject({ problem: { kind: 'error' } });
  });
});

describe('Keptn', () => {
  it('gives the value of a KeptnMetric', async () => {
    const cluster = clusterOf({ get: () => ({ status: { value: '42.5' } }) });
    expect(await asked('keptn', 'KeptnMetric/shop/latency', { cluster })).toEqual({ value: 42.5 });
    expect(cluster.calls).toMatchObject([{ plural: 'keptnmetrics', namespace: 'shop', name: 'latency' }]);
    const empty = clusterOf({ get: () => ({}) });
    expect(await asked('keptn', 'keptnmetric/shop/latency', { cluster: empty })).toMatchObject({
      problem: { kind: 'no-values' },
    });
  });

  it('is asked in the plural as well', async () => {
    const cluster = clusterOf({
      create: () => ({ metadata: { name: 'release-x7' } }),
      get: () => ({ status: { value: '42.5', state: 'Completed', pass: true } }),
    });
    expect(await asked('keptn', 'keptnmetrics/shop/latency', { cluster })).toEqual({ value: 42.5 });
    expect(await asked('keptn', 'analyses/shop/release', { cluster })).toEqual({ value: 1 });
    expect(cluster.calls.map(({ plural }) => plural)).toEqual(['keptnmetrics', 'analyses', 'analyses', 'analyses']);
  });

  it.each([
    [true, 1],
    [false, 0],
  ])('makes an Analysis, waits until it is completed, removes it: passed %j is %d', async (pass, value) => {
    const states = ['Pending', 'Progressing', 'Completed'];
    const cluster = clusterOf({
      create: () => ({ metadata: { name: 'release-x7' } }),
      get: () => ({ status: { state: states.shift(), pass } }),
    });
    expect(await asked('keptn', 'analysis/shop/release/30s/app=loam;tier=web', { cluster })).toEqual({ value });
    expect(cluster.calls.map(({ verb }) => verb)).toEqual(['create', 'get', 'get', 'get', 'delete']);
    expect(cluster.calls[0]?.body).toMatchObject({
      metadata: { generateName: 'release-', namespace: 'shop' },
      spec: {
        timeframe: { recent: '30s' },
        args: { app: 'loam', tier: 'web' },
        analysisDefinition: { name: 'release', namespace: 'shop' },
      },
    });
    expect(cluster.calls.at(-1)).toMatchObject({ namespace: 'shop', name: 'release-x7' });
  });

  it('looks back a minute where the query does not say, and gives up after ten seconds', async () => {
    const cluster = clusterOf({ create: () => ({ metadata: { name: 'release-x7' } }), get: () => ({}) });
    expect(await asked('keptn', 'analysis/shop/release', { cluster })).toEqual({
      problem: { kind: 'error', message: 'Analysis release-x7 was not completed within 10 s' },
    });
    expect(cluster.calls[0]?.body).toMatchObject({ spec: { timeframe: { recent: '1m' }, args: {} } });
    expect(cluster.calls.filter(({ verb }) => verb === 'get')).toHaveLength(10);
    expect(cluster.calls.at(-1)?.verb).toBe('delete');
  });

  it('leaves no Analysis behind where the question is withdrawn', async () => {
    const controller = new AbortController();
    const create = () => {
      controller.abort(new Error('withdrawn'));
      return { metadata: { name: 'release-x7' } };
    };
    const cluster = clusterOf({ create });
    const measured = asked('keptn', 'analysis/shop/release', { cluster, signal: controller.signal });
    await expect(measured).rejects.toThrow('withdrawn');
    expect(cluster.calls.map(({ verb }) => verb)).toEqual(['create', 'delete']);
  });

  it.each(['', 'keptnmetric/shop', 'keptnmetric/shop/a/b', 'analysis/shop/a/soon', 'analysis/shop/a/1m/tier', 'x/y/z'])(
    'is not asked %j',
    async (query) => {
      const cluster = clusterOf({});
      expect(await asked('keptn', query, { cluster })).toMatchObject({
        problem: { kind: 'wiring', message: expect.stringContaining('keptnmetric/namespace/name') },
      });
      expect(cluster.calls).toEqual([]);
    },
  );
});

it.each([
  ['1500m', 1.5],
  ['2Gi', 2 ** 31],
  ['-3k', -3000],
  ['1e3', 1000],
  ['12E', 12e18],
  ['.5', 0.5],
  ['many', undefined],
  ['1x', undefined],
  ['', undefined],
])('the quantity %j is %j', (text, value) => {
  expect(quantityValue(text)).toEqual(value);
});
