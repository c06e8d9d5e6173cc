import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Clock, Webhook } from '@flagger/api';
import nock from 'nock';
import { callWebhook } from './webhook.ts';

const HOST = 'http://receiver.example:8080';
const URL = `${HOST}/smoke`;
const TIMEOUT = 10_000;

/** Keeps how long was waited for; pauses end at once, and so do the timeouts of attempts where `late`. */
function quickClock(late: boolean): Clock & { readonly waits: readonly number[] } {
  const waits: number[] = [];
  const after: Clock['after'] = (ms, callback) => {
    if (ms !== TIMEOUT) {
      waits.push(ms);
    }
    const handle = ms !== TIMEOUT || late ? setImmediate(callback) : undefined;
    return () => clearImmediate(handle);
  };
  return { waits, now: () => 0, after };
}

interface Setting {
  readonly hook?: Partial<Webhook>;
  readonly clock?: Clock;
  readonly chance?: () => number;
  readonly signal?: AbortSignal;
}

const lines: string[] = [];
const log = (message: string, keys: object = {}) => void lines.push(message + JSON.stringify(keys));
const call = ({ hook = {}, clock = quickClock(false), chance, signal = new AbortController().signal }: Setting = {}) =>
  callWebhook({
    hook: { name: 'smoke', url: URL, ...hook },
    body: { name: 'loam', namespace: 'test', phase: 'Progressing', checksum: '17' },
    id: 'q1.abc',
    timeoutMs: TIMEOUT,
    canary: 'loam.test',
    options: { clock, chance, log: { debug: log, info: log, warn: log, error: log } },
    signal,
  });

beforeAll(() => {
  nock.disableNetConnect();
});
afterEach(() => {
  nock.abortPendingRequests();
  nock.cleanAll();
  lines.length = 0;
});
afterAll(() => {
  nock.enableNetConnect();
  nock.restore();
});

const answers = (...statuses: readonly number[]) =>
  statuses.map((status) => nock(HOST).post('/smoke').reply(status, `told with ${status}`));
const fails = (fields: object) =>
  nock(HOST)
    .post('/smoke')
    .replyWithError(Object.assign(new Error('failed'), fields));

describe('a webhook', () => {
  it('gets a POST with the canary as JSON and the id of the call', async () => {
    const seen: unknown[] = [];
    nock(HOST, { reqheaders: { 'content-type': 'application/json', 'x-flagger-id': 'q1.abc' } })
      .post('/smoke', (body) => seen.push(JSON.stringify(body)) > 0)
      .reply(200);
    expect(await call()).toEqual({ ok: true, message: '' });
    expect(seen).toEqual(['{"name":"loam","namespace":"test","phase":"Progressing","checksum":"17"}']);
  });

  it.each([200, 201, 202])('that answers %d says yes', async (status) => {
    answers(status);
    expect(await call()).toEqual({ ok: true, message: '' });
  });

  it.each([203, 301, 400, 403, 404, 501])('that answers %d says no, with the body', async (status) => {
    nock(HOST).post('/smoke').reply(status, 'not today');
    expect(await call({ hook: { retries: 3 } })).toEqual({ ok: false, message: 'not today' });
  });

  it.each([204, 400])('that answers %d without a body says no with an empty message', async (status) => {
    nock(HOST).post('/smoke').reply(status);
    expect(await call()).toEqual({ ok: false, message: '' });
  });

  it('with a long body has it cut', async () => {
    nock(HOST).post('/smoke').reply(400, 'é'.repeat(100_000));
    expect(Buffer.byteLength((await call()).message)).toBeLessThanOrEqual(4096);
  });

  it.each([500, 429])('that answers %d is given up after the first attempt where it has no retries', async (status) => {
    answers(status);
    expect(await call()).toEqual({ ok: false, message: `POST ${URL} giving up after 1 attempt(s)` });
  });

  it.each([502, 503, 504])('before which a proxy answers %d is given up as one that nobody answers', async (status) => {
    answers(status);
    const message = `POST ${URL} giving up after 1 attempt(s)`;
    expect(await call()).toEqual({ ok: false, message, isUnreached: true });
  });

  it('is tried again as often as it has retries, with pauses that double', async () => {
    answers(500, 502, 429, 500);
    const clock = quickClock(false);
    expect(await call({ hook: { retries: 3 }, clock })).toEqual({
      ok: false,
      message: `POST ${URL} giving up after 4 attempt(s)`,
    });
    expect(clock.waits).toEqual([1000, 2000, 4000]);
  });

  it('is not tried again at the same moment as others, but as late as it asks for', async () => {
    nock(HOST).post('/smoke').reply(503, '', { 'Retry-After': '7' });
    answers(500, 500, 200);
    const clock = quickClock(false);
    expect(await call({ hook: { retries: 3 }, clock, chance: () => 0.5 })).toEqual({ ok: true, message: '' });
    expect(clock.waits).toEqual([7000, 1500, 3000]);
  });

  it('is not tried again once it has answered, and each attempt carries the same id', async () => {
    const ids: unknown[] = [];
    const keep = (id: unknown) => ids.push(id) > 0;
    nock(HOST).post('/smoke').matchHeader('x-flagger-id', keep).reply(500);
    nock(HOST).post('/smoke').matchHeader('x-flagger-id', keep).reply(202);
    expect(await call({ hook: { retries: 5 } })).toEqual({ ok: true, message: '' });
    expect(new Set(ids)).toEqual(new Set(['q1.abc']));
  });

  it('is never paused for more than half a minute', async () => {
    answers(500, 500, 500, 500, 500, 500, 500);
    const clock = quickClock(false);
    await call({ hook: { retries: 6 }, clock });
    expect(clock.waits).toEqual([1000, 2000, 4000, 8000, 16_000, 30_000]);
  });

  it('that says when to come again is left alone until then, in seconds and within reason', async () => {
    for (const seconds of ['7', '9999', 'Fri, 31 Dec 1999 23:59:59 GMT']) {
      nock(HOST).post('/smoke').reply(503, '', { 'Retry-After': seconds });
    }
    answers(200);
    const clock = quickClock(false);
    expect(await call({ hook: { retries: 3 }, clock })).toEqual({ ok: true, message: '' });
    expect(clock.waits).toEqual([7000, 30_000, 4000]);
  });

  it('that cannot be reached is told in the words of Go', async () => {
    fails({ code: 'ECONNREFUSED', address: '10.0.0.7', port: 8080 });
    const message = `POST ${URL} giving up after 1 attempt(s): Post "${URL}": dial tcp 10.0.0.7:8080: connect: connection refused`;
    expect(await call()).toEqual({ ok: false, message, isUnreached: true });
  });

  it('that cannot be reached is tried again', async () => {
    fails({ code: 'ECONNRESET' });
    answers(200);
    expect(await call({ hook: { retries: 1 } })).toEqual({ ok: true, message: '' });
    expect(lines).toEqual(['Webhook did not answer, trying again{"canary":"loam.test","webhook":"smoke","attempt":1}']);
  });

  it.each([
    { code: 'CERT_HAS_EXPIRED' },
    { code: 'SELF_SIGNED_CERT_IN_CHAIN' },
    { code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' },
  ])('that fails with %j is not tried again', async (fields) => {
    fails(fields);
    expect((await call({ hook: { retries: 3 } })).message).toContain('giving up after 1 attempt(s)');
  });

  it('that does not answer in time is given up', async () => {
    nock(HOST).post('/smoke').delay(60_000).reply(200);
    expect(await call({ clock: quickClock(true) })).toEqual({
      ok: false,
      message: `POST ${URL} giving up after 1 attempt(s): Post "${URL}": context deadline exceeded`,
      isUnreached: true,
    });
  });

  it.each(['receiver.example/smoke', 'ftp://receiver.example', 'data:text/plain,yes'])(
    'at %s is not called',
    async (url) => {
      expect((await call({ hook: { url, retries: 2 } })).message).toMatch(
        /giving up after 1 attempt\(s\): Post ".*": unsupported protocol scheme$/,
      );
    },
  );

  it('may be elsewhere: 307 is a POST there, 303 a GET', async () => {
    const there = `${HOST}/there`;
    nock(HOST).post('/smoke').reply(307, '', { Location: there });
    nock(HOST)
      .post('/there', /"loam"/)
      .reply(200);
    expect(await call()).toEqual({ ok: true, message: '' });
    nock(HOST).post('/smoke').reply(303, '', { Location: there });
    nock(HOST).get('/there').reply(403, 'no');
    expect(await call()).toEqual({ ok: false, message: 'no' });
  });

  it('that sends us in circles is given up', async () => {
    nock(HOST).persist().post('/smoke').reply(307, '', { Location: URL });
    expect((await call({ hook: { retries: 2 } })).message).toContain(
      'giving up after 1 attempt(s): Post "http://receiver.example:8080/smoke": stopped after 10 redirects',
    );
  });

  it('is no longer waited for when the question is withdrawn', async () => {
    const controller = new AbortController();
    nock(HOST).post('/smoke').delay(60_000).reply(200);
    const called = call({ signal: controller.signal });
    controller.abort(new Error('withdrawn'));
    await expect(called).rejects.toThrow('withdrawn');
  });

  it('is not tried again when the question is withdrawn during a pause', async () => {
    const controller = new AbortController();
    answers(500);
    const clock: Clock = {
      now: () => 0,
      after: (ms) => {
        if (ms === 1000) {
          controller.abort(new Error('withdrawn'));
        }
        return () => undefined;
      },
    };
    const again = nock(HOST).post('/smoke').reply(200);
    await expect(call({ hook: { retries: 1 }, clock, signal: controller.signal })).rejects.toThrow('withdrawn');
    expect(again.isDone()).toBe(false);
  });

  it('is not called when the question is withdrawn already', async () => {
    const [scope] = answers(200);
    await expect(call({ signal: AbortSignal.abort(new Error('withdrawn')) })).rejects.toThrow('withdrawn');
    expect(scope?.isDone()).toBe(false);
  });

  it('gets the credentials of its address, but no text and no log line does', async () => {
    nock(HOST).post('/smoke?token=hunter3').basicAuth({ user: 'me', pass: 'hunter2' }).times(2).reply(500);
    const url = 'http://me:hunter2@receiver.example:8080/smoke?token=hunter3';
    const { message } = await call({ hook: { url, retries: 1 } });
    expect(message).toBe('POST http://me:xxxxx@receiver.example:8080/smoke?token=xxxxx giving up after 2 attempt(s)');
    expect(lines.join()).not.toMatch(/hunter/);
  });
});
