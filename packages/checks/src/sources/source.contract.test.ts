import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Clock } from '@flagger/api';
import nock from 'nock';
import { SOURCES } from './index.ts';
import type { Server } from './source.ts';

import { NOW_MS, ROWS, type SourceName } from '../../test/vendors.ts';

const never: Clock = { now: () => NOW_MS, after: () => () => undefined };
const atOnce: Clock = {
  now: () => NOW_MS,
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

const NAMES = Object.keys(ROWS) as SourceName[];
/** Who is asked over a time that is computed from the interval of the metric. */
const OVER_INTERVAL: readonly SourceName[] = ['datadog', 'newrelic', 'dynatrace', 'cloudwatch', 'splunk'];

describe.each(NAMES)('%s', (name) => {
  const row = ROWS[name];
  const { address, credentials, query, asked, value, withoutValue, looked } = row;
  const source = SOURCES[name];
  const isOverInterval = OVER_INTERVAL.includes(name);
  const server = (change: Partial<Server> = {}): Server => ({
    address,
    region: 'eu-west-1',
    environment: { AWS_ACCESS_KEY_ID: 'AKIDhunter', AWS_SECRET_ACCESS_KEY: 'hunter5' },
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

  it('fails the query with what repeats credentials, and does not repeat them', async () => {
    asked().reply(403, { credentials, headers: ['tenant-hunter'] });
    expect(await problem({ headers: { 'X-Own': ['a', 'b'], 'X-Tenant': ['tenant-hunter'] } })).toMatchObject({
      kind: 'error',
    });
  });

  it('fails the query where its answer is longer than 1 MiB', async () => {
    asked().reply(200, 'x'.repeat(2 ** 20 + 1));
    expect(await problem()).toMatchObject({ kind: 'error' });
  });

  it('is not asked without what its Secret must hold', async () => {
    for (const missing of row.needs ?? []) {
      const left = new Map(Object.entries(credentials).filter(([key]) => key !== missing));
      const article = ['username', 'password'].includes(missing) ? 'a ' : '';
      const message = `${name} credentials does not contain ${article}${missing}`;
      expect(await problem({ credentials: left })).toEqual({ kind: 'wiring', message });
      expect(await source.whyOffline(server({ credentials: left }))).toEqual({ kind: 'wiring', message });
    }
  });

  it(`${isOverInterval ? 'cannot be asked' : 'is asked'} over an interval in a notation of its own`, async () => {
    asked().reply(200, value);
    const measured = await source.measure({ text: query, interval: '1min' }, server());
    const allowed = 'a duration such as 30s, 1m30s or 500ms';
    const message = `error parsing metric interval: found "1min", allowed is ${allowed}`;
    expect(measured).toEqual(isOverInterval ? { problem: { kind: 'wiring', message } } : { value: 42.5 });
  });

  it.each(['<html>', 'null'])('fails the query where it answers in no language: %s', async (text) => {
    asked().reply(200, text);
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

  it(row.isFixed ? 'is asked at no other address' : 'at what is no address cannot be asked', async () => {
    if (row.isFixed) {
      asked().reply(200, value);
      expect(await measure({ address: 'http://hunter.example' })).toEqual({ value: 42.5 });
    } else {
      expect(await problem({ address: 'hunter3' })).toMatchObject({ kind: 'wiring' });
      expect(JSON.stringify(await source.whyOffline(server({ address: 'hunter3' })))).not.toContain('hunter');
    }
  });

  it(`${row.isFixed ? 'takes no' : 'takes the path and the'} parameters of its address along, and shows none`, async () => {
    const urls: URL[] = [];
    const change: Partial<Server> = {
      address: `${address.replace(/\/$/, '') || 'https://metrics.example'}/under/?extra=hunter%207&extra=b&empty=#part`,
      wire: ({ url }) => {
        urls.push(new URL(url));
        return { status: 404, text: `cannot get ${url.replace(/^.*@/, '')}` };
      },
    };
    expect(await problem(change)).toMatchObject({ kind: 'error' });
    expect(JSON.stringify(await source.whyOffline(server(change)))).not.toContain('hunter');
    expect(urls.length).toBeGreaterThan(1);
    for (const { pathname, searchParams, hash } of row.isFixed ? [] : urls) {
      expect(pathname).toMatch(/\/under\/\w/);
      expect([searchParams.getAll('extra'), searchParams.get('empty'), hash]).toEqual([['hunter 7', 'b'], '', '']);
    }
    expect(row.isFixed && urls.some(({ search }) => search.includes('extra'))).toBeFalsy();
  });

  it('is online where it answers', async () => {
    looked().reply(...row.online);
    expect(await source.whyOffline(server())).toBeUndefined();
    expect(nock.isDone()).toBe(true);
  });

  it('is not online where it does not, and says why', async () => {
    looked().replyWithError(Object.assign(new Error('failed'), { code: 'ECONNREFUSED' }));
    const why = await source.whyOffline(server());
    expect(why?.message).toContain('connect: connection refused');
    expect(why?.message).not.toContain('hunter');
  });

  it('is not online where it does not believe us', async () => {
    looked().reply(401, { credentials });
    const why = await source.whyOffline(server());
    expect(why?.message).toContain('Status 401 Unauthorized');
    expect(why?.message).not.toContain('hunter');
  });
});

it('every source of the table is held by the contract, but the one that is asked through the API server only', () => {
  expect([...NAMES, 'keptn'].sort()).toEqual(Object.keys(SOURCES).sort());
});
