import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Clock } from '@flagger/api';
import nock from 'nock';
import { post, type Post } from './post.ts';

const HOST = 'http://receiver.example:8080';

const timeless: Clock = { now: () => 0, after: () => () => undefined };
/** Every timeout is over as soon as the request is under way. */
const late: Clock = {
  now: () => 0,
  after: (_, callback) => {
    const handle = setImmediate(callback);
    return () => clearImmediate(handle);
  },
};

const asked = (request: Partial<Post> = {}, clock = timeless, signal = new AbortController().signal) =>
  post({ url: `${HOST}/a`, body: {}, timeoutMs: 1500, ...request }, { clock, signal });
const answers = (status: number, body = '', headers = {}) => nock(HOST).post('/a').reply(status, body, headers);

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

describe('an attempt', () => {
  it('is a POST of JSON with the headers it was given', async () => {
    nock(HOST, { reqheaders: { 'content-type': 'application/json', 'x-flagger-id': '17' } })
      .post('/a', { told: 'so' })
      .reply(200);
    expect(await asked({ body: { told: 'so' }, headers: { 'X-Flagger-Id': '17' } })).toEqual({ kind: 'delivered' });
  });

  it.each([200, 201, 202, 204])('that is answered with %d has succeeded', async (status) => {
    answers(status);
    expect(await asked()).toEqual({ kind: 'delivered' });
  });

  it.each([429, 500, 502, 503, 504])('that is answered with %d may be repeated', async (status) => {
    answers(status);
    expect(await asked()).toMatchObject({ kind: 'failed', reason: `HTTP ${status}`, isFinal: false });
  });

  it.each([301, 400, 403, 404, 501])('that is answered with %d is final', async (status) => {
    answers(status, 'hunter2');
    expect(await asked()).toMatchObject({ kind: 'failed', reason: `HTTP ${status}`, isFinal: true });
  });

  it.each([
    ['7', 7000],
    ['Fri, 31 Dec 1999 23:59:59 GMT', undefined],
  ])('passes on to be repeated after %j', async (header, expected) => {
    answers(429, '', { 'Retry-After': header });
    expect(await asked()).toMatchObject({ retryAfterMs: expected });
  });

  it.each([
    ['ECONNREFUSED', false],
    ['ECONNRESET', false],
    ['ENOTFOUND', false],
    ['CERT_HAS_EXPIRED', true],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', true],
  ])('that fails with %s is final: %j', async (code, isFinal) => {
    nock(HOST)
      .post('/a')
      .replyWithError(Object.assign(new Error(`failed at ${HOST}/a`), { code }));
    expect(await asked()).toEqual({ kind: 'failed', reason: code, isFinal });
  });

  it.each(['receiver.example/a', 'ftp://receiver.example', 'data:text/plain,yes'])('to %s is not made', async (url) => {
    expect(await asked({ url })).toEqual({ kind: 'failed', reason: 'not an http address', isFinal: true });
  });

  it('that is not answered in time may be repeated', async () => {
    nock(HOST).post('/a').delay(60_000).reply(200);
    expect(await asked({}, late)).toEqual({ kind: 'failed', reason: 'no answer within 1.5s', isFinal: false });
  });

  it('may be sent on to elsewhere, but not in circles', async () => {
    answers(307, '', { Location: `${HOST}/b` });
    nock(HOST).post('/b', { told: 'so' }).reply(200);
    expect(await asked({ body: { told: 'so' } })).toEqual({ kind: 'delivered' });
    nock(HOST)
      .persist()
      .post('/a')
      .reply(307, '', { Location: `${HOST}/a` });
    expect(await asked()).toEqual({ kind: 'failed', reason: 'ERR_FR_TOO_MANY_REDIRECTS', isFinal: true });
  });

  it('can be refused in spite of its status, for which a long answer is read in part', async () => {
    answers(200, 'sorry');
    expect(await asked({ refusal: (answer) => `it said ${answer}` })).toMatchObject({
      reason: 'it said sorry',
      isFinal: true,
    });
    answers(200, 'x'.repeat(100_000));
    let length = 0;
    expect(
      await asked({
        refusal: (answer) => {
          length = answer.length;
          return undefined;
        },
      }),
    ).toEqual({ kind: 'delivered' });
    expect(length).toBe(4096);
  });

  it('ends when it is stopped, and is not made afterwards', async () => {
    const controller = new AbortController();
    nock(HOST).post('/a').delay(60_000).reply(200);
    const attempt = asked({}, timeless, controller.signal);
    controller.abort();
    expect(await attempt).toEqual({ kind: 'failed', reason: 'stopped', isFinal: true });
    const scope = answers(200);
    expect(await asked({}, timeless, controller.signal)).toEqual({ kind: 'failed', reason: 'stopped', isFinal: true });
    expect(scope.isDone()).toBe(false);
  });
});
