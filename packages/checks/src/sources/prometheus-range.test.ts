import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import nock from 'nock';
import { chunksOf, prometheusRange } from './prometheus-range.ts';
import type { Server } from './source.ts';

const ADDRESS = 'http://prometheus.example:9090';
const MINUTE = 60_000;
const T0 = Date.parse('2026-01-01T00:00:00Z');
const range = { from: T0, to: T0 + 2 * MINUTE, stepMs: MINUTE };
const server = (more: Partial<Server> = {}): Server => ({
  address: ADDRESS,
  clock: { now: () => 0, after: () => () => undefined },
  signal: new AbortController().signal,
  ...more,
});
const matrix = (...series: readonly (readonly (readonly [number, string])[])[]) => ({
  status: 'success',
  data: {
    resultType: 'matrix',
    result: series.map((samples) => ({
      metric: {},
      values: samples.map(([time, value]) => [(T0 + time * MINUTE) / 1000, value]),
    })),
  },
});
const answers = (status: number, body: object | string) =>
  nock(ADDRESS).get('/api/v1/query_range').query(true).reply(status, body);

beforeAll(() => nock.disableNetConnect());
afterEach(() => nock.cleanAll());
afterAll(() => {
  nock.enableNetConnect();
  nock.restore();
});

describe('the past of Prometheus', () => {
  it('is asked for by its ends and a step in seconds, with white space collapsed and credentials in a header', async () => {
    const seen: unknown[] = [];
    nock(ADDRESS, { reqheaders: { authorization: 'Bearer secret' } })
      .get('/api/v1/query_range')
      .query((query) => seen.push(query) > 0)
      .reply(200, matrix());
    await prometheusRange(' up\n == 1', range, server({ credentials: new Map([['token', 'secret']]) }));
    expect(seen).toEqual([{ query: 'up == 1', start: '1767225600', end: '1767225720', step: '60' }]);
  });

  it('is asked for under the path of the address, with its parameters, which no text shows', async () => {
    const address = `${ADDRESS}/select/0/?tenant=hunter2#top`;
    const asked = { query: 'up', start: '1767225600', end: '1767225720', step: '60', tenant: 'hunter2' };
    for (const status of [200, 404]) {
      nock(ADDRESS).get('/select/0/api/v1/query_range').query(asked).reply(status, 'nothing for hunter2');
      const past = await prometheusRange('up', range, server({ address }));
      expect('problem' in past && past.problem.message).toContain('nothing for xxxxx');
    }
  });

  it('has a value at some instants, and of several series the last', async () => {
    answers(
      200,
      matrix(
        [
          [0, '1'],
          [2, '+Inf'],
        ],
        [[0, '3']],
      ),
    );
    const past = await prometheusRange('up', range, server());
    expect('values' in past && [...past.values]).toEqual([
      [T0, { value: 3, series: 2 }],
      [T0 + 2 * MINUTE, { value: Infinity, series: 1 }],
    ]);
  });

  it.each([
    [401, 'the secret is wrong', 'error', 'Status 401 Unauthorized: the xxxxx is wrong'],
    [503, 'busy', 'unreachable', 'Status 503'],
    [200, '<html>', 'error', 'error unmarshaling result'],
    [200, `"${'x'.repeat(16 * 2 ** 20)}"`, 'error', 'the answer is longer than 16 MiB'],
  ])('has a problem where the answer has the status %d, case %#', async (status, body, kind, message) => {
    answers(status, body);
    const credentials = new Map([['token', 'secret']]);
    expect(await prometheusRange('up', range, server({ credentials }))).toMatchObject({
      problem: { kind, message: expect.stringContaining(message) },
    });
  });

  it('is asked for in parts of at most 11,000 instants, none of them twice', () => {
    const parts = chunksOf({ from: 0, to: 25_000_000, stepMs: 1000 });
    const counts = parts.map(({ from, to }) => (to - from) / 1000 + 1);
    expect(counts).toEqual([11_000, 11_000, 3001]);
    expect(parts.map(({ from }) => from)).toEqual([0, 11_000_000, 22_000_000]);
    expect(chunksOf({ from: 0, to: 0, stepMs: 1000 })).toHaveLength(1);
  });
});
