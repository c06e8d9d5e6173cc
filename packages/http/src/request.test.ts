import { Readable } from 'node:stream';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Clock } from '@flagger/api';
import nock from 'nock';
import { request, type HttpAnswer, type OutboundRequest } from './request.ts';

const HOST = 'http://receiver.example:8080';

const timeless: Clock = { now: () => 0, after: () => () => undefined };
/** Every time limit is over after so many ms. */
const lateAfter = (ms: number): Clock => ({
  now: () => 0,
  after: (_, callback) => {
    const handle = setTimeout(callback, ms);
    return () => clearTimeout(handle);
  },
});
const asked = <T>(read: (answer: HttpAnswer) => Promise<T>, given: Partial<OutboundRequest> = {}, clock = timeless) =>
  request({ url: `${HOST}/a`, timeoutMs: 1500, ...given }, { clock, signal: new AbortController().signal }, read);
const statusOf = async ({ status }: HttpAnswer) => status;

beforeAll(() => {
  nock.disableNetConnect();
});
afterEach(() => {
  nock.abortPendingRequests();
  nock.cleanAll();
});
afterAll(() => {
  nock.enableNetConnect();
  nock.restore();
});

describe('a request', () => {
  it('is a GET, or with a body a POST of JSON, with the headers it was given', async () => {
    nock(HOST, { reqheaders: { 'user-agent': 'flagger', 'x-own': '17' }, badheaders: ['content-type'] })
      .get('/a')
      .reply(200);
    expect(await asked(statusOf, { headers: { 'X-Own': '17' } })).toBe(200);
    nock(HOST, { reqheaders: { 'content-type': 'application/json' } })
      .post('/a', { told: 'so' })
      .reply(201);
    expect(await asked(statusOf, { body: { told: 'so' } })).toBe(201);
  });

  it('is over when its time is, also while its answer is read', async () => {
    nock(HOST)
      .get('/a')
      .reply(200, () => new Readable({ read: () => undefined }));
    const outcome = await asked(({ text }) => text(10), {}, lateAfter(50));
    expect(outcome).toEqual({ kind: 'failed', why: 'late', reason: 'context deadline exceeded', isFinal: false });
  });

  it.each(['receiver.example/a', 'ftp://receiver.example', 'data:text/plain,yes'])('to %s is not made', async (url) => {
    const reason = 'unsupported protocol scheme';
    expect(await asked(statusOf, { url })).toEqual({ kind: 'failed', why: 'address', reason, isFinal: true });
  });

  it.each(['no address, hunter2', 'http://%hunter2@proxy'])('through %j will never be made', async (proxyUrl) => {
    const outcome = await asked(statusOf, { proxyUrl });
    expect(outcome).toMatchObject({ kind: 'failed', why: 'network', isFinal: true });
    expect(JSON.stringify(outcome)).not.toContain('hunter2');
  });

  it.each([
    [10, 200],
    [11, expect.objectContaining({ reason: 'stopped after 10 redirects', isFinal: true })],
  ])('that is sent on %d times', async (times, expected) => {
    for (const left of Array.from({ length: times }, (_, index) => index + 1)) {
      nock(HOST)
        .get(`/${left}`)
        .reply(302, '', { Location: `${HOST}/${left - 1}` });
    }
    nock(HOST).get('/0').reply(200);
    expect(await asked(statusOf, { url: `${HOST}/${times}` })).toEqual(expected);
  });

  it('ends where it is withdrawn, and only then throws', async () => {
    const controller = new AbortController();
    nock(HOST).get('/a').delay(60_000).reply(200);
    const within = { clock: timeless, signal: controller.signal };
    const made = request({ url: `${HOST}/a`, timeoutMs: 1500 }, within, statusOf);
    controller.abort(new Error('withdrawn'));
    await expect(made).rejects.toThrow('withdrawn');
  });
});

describe('an answer', () => {
  it('is read up to where it is wanted', async () => {
    nock(HOST).get('/a').reply(200, 'x'.repeat(100_000));
    expect(await asked(({ text }) => text(4096))).toBe('x'.repeat(4096));
    nock(HOST).get('/a').reply(200, 'short');
    expect(await asked(({ text }) => text(4096))).toBe('short');
  });

  const friday = 'Fri, 31 Dec 1999 23:59:50 GMT';
  it.each([
    ['seconds', { 'Retry-After': '7' }, 7000],
    ['a date, by the clock of the server', { 'Retry-After': 'Fri, 31 Dec 1999 23:59:59 GMT', Date: friday }, 9000],
    ['a date that is over', { 'Retry-After': 'Fri, 31 Dec 1999 23:59:00 GMT', Date: friday }, 0],
    ['a date, where the clock of the server is not known', { 'Retry-After': friday }, undefined],
    ['what nobody understands', { 'Retry-After': 'soon', Date: friday }, undefined],
    ['nothing', {}, undefined],
  ])('says when to come again in %s', async (_, headers, expected) => {
    nock(HOST).get('/a').reply(503, '', headers);
    expect(await asked(async ({ retryAfterMs }) => [retryAfterMs])).toEqual([expected]);
  });
});
