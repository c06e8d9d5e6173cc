import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Clock } from '@flagger/api';
import nock from 'nock';
import { prometheus } from './prometheus.ts';

const ADDRESS = 'http://prometheus.example:9090';
const QUERY = '/api/v1/query';

/** A clock whose time passes at once, or never. */
const clock = (passes: boolean): Clock => ({
  now: () => 0,
  after: (_, callback) => {
    const handle = passes ? setImmediate(callback) : undefined;
    return () => clearImmediate(handle);
  },
});
const ask = (text = 'up', { address = ADDRESS, passes = false, signal = new AbortController().signal } = {}) =>
  prometheus.measure({ text, interval: '1m' }, { address, clock: clock(passes), signal });

const success = (resultType: string, result: unknown) => ({ status: 'success', data: { resultType, result } });
const vector = (...values: readonly string[]) =>
  success(
    'vector',
    values.map((value) => ({ metric: { __name__: 'up' }, value: [1700000000, value] })),
  );
const answers = (body: object | string, status = 200) => nock(ADDRESS).get(QUERY).query(true).reply(status, body);

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

describe('Prometheus', () => {
  it('is asked with white space collapsed, and for the present as its own clock has it', async () => {
    const seen: unknown[] = [];
    nock(ADDRESS)
      .get(QUERY)
      .query((query) => seen.push(query) > 0)
      .reply(200, vector('1'));
    await ask('\n sum(\n  up{a="b"}\n) ');
    expect(seen).toEqual([{ query: 'sum( up{a="b"} )' }]);
  });

  it('may live under a path', async () => {
    nock(ADDRESS).get('/prom/api/v1/query').query(true).reply(200, vector('3'));
    expect(await ask('up', { address: `${ADDRESS}/prom/` })).toEqual({ value: 3 });
  });

  it('gets the parameters of its address with each query, but for those it is asked by, and no text shows them', async () => {
    const address = `${ADDRESS}/select/0?extra_label=env%3Dprod&token=hunter2&query=theirs#top`;
    const asked = { query: 'up', extra_label: 'env=prod', token: 'hunter2' };
    nock(ADDRESS).get(`/select/0${QUERY}`).query(asked).reply(200, vector('3'));
    expect(await ask('up', { address })).toEqual({ value: 3 });
    nock(ADDRESS).get(`/select/0${QUERY}`).query(asked).reply(404, 'no token=hunter2 for env=prod, or env%3Dprod');
    expect(await ask('up', { address })).toEqual({
      problem: { kind: 'error', message: 'error response: Status 404 Not Found: no token=xxxxx for xxxxx, or xxxxx' },
    });
    nock(ADDRESS)
      .get(`/select/0${QUERY}`)
      .query(true)
      .replyWithError(Object.assign(new Error('x'), { code: 'EPIPE', message: 'write EPIPE' }));
    const shown = `${ADDRESS}/select/0${QUERY}?extra_label=xxxxx&token=xxxxx&query=xxxxx`;
    expect(await ask('up', { address })).toEqual({
      problem: { kind: 'unreachable', message: `request failed: Get "${shown}": write EPIPE` },
    });
  });

  it('gets its headers by https too where it sends a query on to that, and no credentials where it sends it back', async () => {
    const [plain, secure] = ['http://prometheus.example', 'https://prometheus.example'];
    const told = { reqheaders: { authorization: 'Bearer hunter2', cookie: 'session=1' } };
    const asked = (origin: string, headers: object) => nock(origin, headers).get(QUERY).query(true);
    asked(plain, told).reply(301, '', { location: `${secure}${QUERY}?query=up` });
    asked(secure, told).reply(301, '', { location: `${plain}${QUERY}?query=up` });
    asked(plain, { badheaders: ['authorization', 'cookie'] }).reply(301, '', {
      location: `${secure}${QUERY}?query=up`,
    });
    asked(secure, told).reply(200, vector('3'));
    const server = {
      address: plain,
      headers: { Cookie: ['session=1'] },
      credentials: new Map([['token', 'hunter2']]),
      clock: clock(false),
      signal: new AbortController().signal,
    };
    expect(await prometheus.measure({ text: 'up', interval: '1m' }, server)).toEqual({ value: 3 });
  });

  it.each<[string, object, number]>([
    ['one series', vector('99.5'), 99.5],
    ['the last of several series', vector('1', '2', '3'), 3],
    ['more than any number', vector('+Inf'), Infinity],
    ['less than any number', vector('-Inf'), -Infinity],
    ['a scalar', success('scalar', [1700000000, '0.25']), 0.25],
  ])('gives the value of %s', async (_, body, value) => {
    answers(body);
    expect(await ask()).toEqual({ value });
  });

  it.each<[string, object]>([
    ['no series', vector()],
    ['not a number', vector('NaN')],
    ['an empty range', success('matrix', [])],
  ])('has no values where it gives %s', async (_, body) => {
    answers(body);
    expect(await ask()).toEqual({ problem: { kind: 'no-values', message: 'no values found' } });
  });

  it.each<[string, object | string, string]>([
    ['a range', success('matrix', [{ metric: {}, values: [[1, '2']] }]), 'query returned multiple values'],
    ['a text', success('string', [1, 'x']), 'query returned a text'],
    ['no JSON', '<html>', "error unmarshaling result: '<html>'"],
    ['a failure under 200', { status: 'error' }, `error unmarshaling result: '{"status":"error"}'`],
    ['an unknown kind of result', success('cake', []), 'error unmarshaling result'],
  ])('fails the query where it gives %s', async (_, body, message) => {
    answers(body);
    expect(await ask()).toEqual({ problem: { kind: 'error', message } });
  });

  it.each([
    [400, 'error', 'Status 400 Bad Request: boo'],
    [422, 'error', 'Status 422 Unprocessable Entity: boo'],
    [401, 'error', 'Status 401 Unauthorized: boo'],
    [500, 'error', 'Status 500 Internal Server Error: boo'],
    [429, 'unreachable', 'Status 429 Too Many Requests: boo'],
    [502, 'unreachable', 'Status 502 Bad Gateway: boo'],
    [503, 'unreachable', 'Status 503 Service Unavailable: boo'],
    [504, 'unreachable', 'Status 504 Gateway Timeout: boo'],
  ])('with status %d is %s', async (status, kind, text) => {
    answers('boo', status);
    expect(await ask()).toEqual({ problem: { kind, message: `error response: ${text}` } });
  });

  it('has long refusals cut', async () => {
    answers('x'.repeat(5000), 400);
    const measured = await ask();
    expect('problem' in measured && measured.problem.message.length).toBeLessThan(1100);
  });

  it('shows no part of a secret that lies where a text is cut', async () => {
    const text = `${'x'.repeat(995)}hunter2hunter2`;
    const server = {
      address: ADDRESS,
      credentials: new Map([['token', 'hunter2hunter2']]),
      clock: clock(false),
      signal: new AbortController().signal,
    };
    for (const status of [400, 200]) {
      answers(text, status);
      const measured = await prometheus.measure({ text: 'up', interval: '1m' }, server);
      expect(JSON.stringify(measured)).not.toContain('hunt');
    }
  });

  it('whose answer is endless fails the query', async () => {
    answers('x'.repeat(5_000_001));
    expect(await ask()).toMatchObject({ problem: { kind: 'error' } });
  });

  const get = `request failed: Get "${ADDRESS}${QUERY}": `;
  it.each([
    [{ code: 'ECONNREFUSED', address: '10.0.0.1', port: 9090 }, 'dial tcp 10.0.0.1:9090: connect: connection refused'],
    [{ code: 'EHOSTUNREACH' }, 'dial tcp: connect: no route to host'],
    [{ code: 'ETIMEDOUT' }, 'dial tcp: i/o timeout'],
    [{ code: 'ENOTFOUND', hostname: 'prometheus.example' }, 'dial tcp: lookup prometheus.example: no such host'],
    [{ code: 'EAI_AGAIN', hostname: 'prometheus.example' }, 'dial tcp: lookup prometheus.example: server misbehaving'],
    [{ code: 'ECONNRESET' }, 'read: connection reset by peer'],
    [{ code: 'ECONNRESET', message: 'socket hang up' }, 'EOF'],
    [
      { code: 'DEPTH_ZERO_SELF_SIGNED_CERT', message: 'self-signed certificate' },
      'tls: failed to verify certificate: self-signed certificate',
    ],
    [{ code: 'EPIPE', message: 'write EPIPE' }, 'write EPIPE'],
    [{ code: 'EOTHER', message: 'cannot reach http://a:hunter2@b' }, 'EOTHER'],
  ])('that fails with %j is unreachable', async (fields, reason) => {
    nock(ADDRESS)
      .get(QUERY)
      .query(true)
      .replyWithError(Object.assign(new Error('failed'), fields));
    expect(await ask()).toEqual({ problem: { kind: 'unreachable', message: get + reason } });
  });

  it('that does not answer in time is unreachable', async () => {
    nock(ADDRESS).get(QUERY).query(true).delay(60_000).reply(200, vector('1'));
    expect(await ask('up', { passes: true })).toEqual({
      problem: { kind: 'unreachable', message: `${get}context deadline exceeded` },
    });
  });

  it('is no longer waited for when the question is withdrawn', async () => {
    const controller = new AbortController();
    nock(ADDRESS).get(QUERY).query(true).delay(60_000).reply(200, vector('1'));
    const asked = ask('up', { signal: controller.signal });
    controller.abort(new Error('withdrawn'));
    await expect(asked).rejects.toThrow('withdrawn');
  });

  it.each(['prometheus:9090', 'not an address', ''])('at %j cannot be asked', async (address) => {
    expect(await ask('up', { address })).toMatchObject({
      problem: { kind: 'wiring', message: expect.stringMatching(/^Error building Prometheus client for /) },
    });
  });

  it('gets the credentials of its address, which no text shows', async () => {
    nock(ADDRESS).get(QUERY).query(true).basicAuth({ user: 'reader', pass: 'hunter2' }).reply(200, vector('1'));
    const address = ADDRESS.replace('http://', 'http://reader:hunter2@');
    expect(await ask('up', { address })).toEqual({ value: 1 });
    nock(ADDRESS)
      .get(QUERY)
      .query(true)
      .replyWithError(Object.assign(new Error('x'), { code: 'ECONNREFUSED' }));
    expect(JSON.stringify(await ask('up', { address }))).not.toContain('hunter2');
  });
});
