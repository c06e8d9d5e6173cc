import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Clock } from '@flagger/api';
import nock from 'nock';
import { SOURCES } from './index.ts';
import type { Server } from './source.ts';

/** What the contract must know of one kind of metrics server. */
interface Row {
  /** Where it is asked, with a password in it where there may be one. */
  readonly address: string;
  /** What is in its Secret; every value holds the word hunter. */
  readonly credentials: Readonly<Record<string, string>>;
  readonly query: string;
  /** Expects one query with these credentials; its answer is given by the test. */
  readonly asked: () => nock.Interceptor;
  /** A body with the value 42.5. */
  readonly value: object;
  readonly withoutValue: object;
  /** Expects one look whether it is there, and answers that it is. */
  readonly isOnline: () => void;
}

const prometheus = 'http://prometheus.example:9090';
const vector = (...values: readonly string[]): object => ({
  status: 'success',
  data: { resultType: 'vector', result: values.map((value) => ({ metric: {}, value: [1700000000, value] })) },
});

type SourceName = keyof typeof SOURCES;

/** One row for each source of the table. */
const ROWS: Readonly<Record<SourceName, Row>> = {
  prometheus: {
    address: 'http://me:hunter1@prometheus.example:9090',
    credentials: { token: 'hunter2' },
    query: 'up',
    asked: () =>
      nock(prometheus, { reqheaders: { authorization: 'Bearer hunter2', 'x-own': 'a, b' } })
        .get('/api/v1/query')
        .query({ query: 'up' }),
    value: vector('42.5'),
    withoutValue: vector(),
    isOnline: () => nock(prometheus).get('/api/v1/query').query({ query: 'vector(1)' }).reply(200, vector('1')),
  },
};

const never: Clock = { now: () => 0, after: () => () => undefined };
const atOnce: Clock = {
  now: () => 0,
  after: (_, callback) => {
    const handle = setImmediate(callback);
    return () => clearImmediate(handle);
  },
};

beforeAll(() => {
  nock.disableNetConnect();
});
afterEach(() => {
  nock.abortPendingRequests();
  nock.cleanAll();
});
// else the next file in this process finds the patched modules of Node
afterAll(() => {
  nock.enableNetConnect();
  nock.restore();
});

describe.each(Object.keys(SOURCES) as SourceName[])('%s', (name) => {
  const { address, credentials, query, asked, value, withoutValue, isOnline } = ROWS[name];
  const source = SOURCES[name];
  const server = (change: Partial<Server> = {}): Server => ({
    address,
    credentials: new Map(Object.entries(credentials)),
    headers: { 'X-Own': ['a', 'b'] },
    clock: never,
    signal: new AbortController().signal,
    ...change,
  });
  const measure = (change: Partial<Server> = {}) => source.measure({ text: query, interval: '1m' }, server(change));
  const problem = async (change: Partial<Server> = {}) => {
    const measured = await measure(change);
    expect(JSON.stringify(measured)).not.toContain('hunter');
    return 'problem' in measured ? measured.problem : undefined;
  };

  it('is asked with headers and credentials, and gives the value', async () => {
    asked().reply(200, value);
    expect(await measure()).toEqual({ value: 42.5 });
  });

  it('says where there are no values', async () => {
    asked().reply(200, withoutValue);
    expect(await problem()).toEqual({ kind: 'no-values', message: 'no values found' });
  });

  it.each([400, 401, 403, 404, 500])('fails the query with %d, and tells what it said', async (status) => {
    asked().reply(status, 'not like this');
    expect(await problem()).toEqual({ kind: 'error', message: expect.stringContaining('not like this') });
  });

  it.each([429, 502, 503, 504])('with %d cannot answer now', async (status) => {
    asked().reply(status, 'later');
    expect(await problem()).toMatchObject({ kind: 'unreachable' });
  });

  it('fails the query where it answers in no language', async () => {
    asked().reply(200, '<html>');
    expect(await problem()).toMatchObject({ kind: 'error' });
  });

  it('that is away is unreachable, in the words of Go', async () => {
    asked().replyWithError(Object.assign(new Error('failed'), { code: 'ECONNREFUSED', address: '10.0.0.1', port: 80 }));
    expect(await problem()).toEqual({
      kind: 'unreachable',
      message: expect.stringContaining('dial tcp 10.0.0.1:80: connect: connection refused'),
    });
  });

  it('that does not answer in time is unreachable', async () => {
    asked().delay(60_000).reply(200, value);
    expect(await problem({ clock: atOnce })).toEqual({
      kind: 'unreachable',
      message: expect.stringContaining('context deadline exceeded'),
    });
  });

  it('throws where it is no longer asked, and only there', async () => {
    const controller = new AbortController();
    asked().delay(60_000).reply(200, value);
    const measured = measure({ signal: controller.signal });
    controller.abort(new Error('withdrawn'));
    await expect(measured).rejects.toThrow('withdrawn');
  });

  it('at what is no address cannot be asked', async () => {
    expect(await problem({ address: 'hunter3' })).toMatchObject({ kind: 'wiring' });
    expect(JSON.stringify(await source.whyOffline(server({ address: 'hunter3' })))).not.toContain('hunter');
  });

  it('is online where it answers', async () => {
    isOnline();
    expect(await source.whyOffline(server())).toBeUndefined();
    expect(nock.isDone()).toBe(true);
  });

  it('is not online where it does not, and says why', async () => {
    nock(new URL(address).origin)
      .get(/./)
      .replyWithError(Object.assign(new Error('failed'), { code: 'ECONNREFUSED' }));
    const why = await source.whyOffline(server());
    expect(why?.message).toContain('connect: connection refused');
    expect(why?.message).not.toContain('hunter');
  });
});

it('every source of the table is held by the contract', () => {
  expect(Object.keys(ROWS)).toEqual(Object.keys(SOURCES));
});
