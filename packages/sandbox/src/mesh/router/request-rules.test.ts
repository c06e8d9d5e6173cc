import { describe, expect, it } from '@jest/globals';
import { match } from '../istio/match.ts';
import { rewrite } from '../istio/policy.ts';
import { changedHeaders } from './changed-headers.ts';
import { fits } from './fits.ts';
import { isWorthRetry } from './retry.ts';
import { rewritten } from './rewritten.ts';
import { ANY_GATEWAY, type Request } from './request.ts';

function aRequest({
  headers = {},
  ...change
}: Partial<Omit<Request, 'headers'>> & { headers?: Record<string, string> } = {}): Request {
  return {
    method: 'GET',
    scheme: 'http',
    host: 'podinfo.test',
    port: 9898,
    path: '/api/info?v=2&user=me',
    body: undefined,
    source: { namespace: 'shop', workload: 'front', labels: { app: 'front' } },
    ...change,
    headers: new Headers(headers),
  };
}

describe('a match of Istio', () => {
  const cookie = { headers: { cookie: { regex: '^(.*?;)?(canary=always)(;.*)?$' } } };
  it.each<[string, object, Request, boolean]>([
    ['nothing', {}, aRequest(), true],
    ['an exact path, without the query', { uri: { exact: '/api/info' } }, aRequest(), true],
    ['another path', { uri: { exact: '/api' } }, aRequest(), false],
    ['a prefix', { uri: { prefix: '/api/' } }, aRequest(), true],
    ['a regex that the whole path fits', { uri: { regex: '/api/[a-z]+' } }, aRequest(), true],
    ['a regex that a part of the path fits', { uri: { regex: '/api' } }, aRequest(), false],
    ['a path whose case does not matter', { uri: { exact: '/API/Info' }, ignoreUriCase: true }, aRequest(), true],
    ['a path whose case matters', { uri: { exact: '/API/Info' } }, aRequest(), false],
    ['a header whose name is none', { headers: { 'x a': { exact: '1' } } }, aRequest(), false],
    ['a method', { method: { exact: 'POST' } }, aRequest({ method: 'POST' }), true],
    ['another method', { method: { exact: 'POST' } }, aRequest(), false],
    ['a scheme and an authority', { scheme: { exact: 'http' }, authority: { prefix: 'podinfo.' } }, aRequest(), true],
    ['a cookie among others', cookie, aRequest({ headers: { Cookie: 'a=1;canary=always' } }), true],
    ['no such cookie', cookie, aRequest({ headers: { cookie: 'canary=never' } }), false],
    ['no cookie at all', cookie, aRequest(), false],
    [
      'a header by a name in other case',
      { headers: { 'X-Who': { prefix: 'me' } } },
      aRequest({ headers: { 'x-who': 'me too' } }),
      true,
    ],
    [
      'a pattern of RE2 that ignores case',
      { headers: { 'user-agent': { regex: '(?i).*FIREFOX.*' } } },
      aRequest({ headers: { 'user-agent': 'Mozilla Firefox/1' } }),
      true,
    ],
    ['a header that is only there', { headers: { 'x-who': {} } }, aRequest({ headers: { 'x-who': '' } }), true],
    [
      'a header that must not be there',
      { withoutHeaders: { 'x-who': {} } },
      aRequest({ headers: { 'x-who': 'me' } }),
      false,
    ],
    ['a query parameter', { queryParams: { v: { exact: '2' } } }, aRequest(), true],
    ['another value of it', { queryParams: { v: { exact: '1' } } }, aRequest(), false],
    ['the labels of who asks', { sourceLabels: { app: 'front' } }, aRequest(), true],
    ['other labels', { sourceLabels: { app: 'back' } }, aRequest(), false],
    ['another namespace', { sourceNamespace: 'test' }, aRequest(), false],
    ['the port', { port: 9898 }, aRequest(), true],
    ['another port', { port: 80 }, aRequest(), false],
    ['a gateway that the request did not come through', { gateways: ['edge/public'] }, aRequest(), false],
    [
      'any gateway',
      { gateways: ['edge/public'] },
      aRequest({ source: { namespace: '', workload: '', labels: {}, gateway: ANY_GATEWAY } }),
      true,
    ],
    [
      'one condition that fits and one that does not',
      { uri: { prefix: '/api' }, headers: { 'x-who': { exact: 'me' } } },
      aRequest(),
      false,
    ],
  ])('of %s', (_, given, request, expected) => {
    expect(fits(match(given, 'test'), request)).toBe(expected);
  });
});

describe('a rewrite of Istio', () => {
  it.each<[string, object, object | undefined, string]>([
    ['the prefix that was compared', { uri: '/v2' }, { uri: { prefix: '/api' } }, '/v2/info?v=2&user=me'],
    [
      'the whole path where it was compared as a whole',
      { uri: '/v2' },
      { uri: { exact: '/api/info' } },
      '/v2?v=2&user=me',
    ],
    ['the root where nothing was compared', { uri: '/shop/' }, undefined, '/shop/api/info?v=2&user=me'],
    [
      'what a pattern finds',
      { uriRegexRewrite: { match: '/api/(\\w+)', rewrite: '/\\1/$1' } },
      undefined,
      '/info/$1?v=2&user=me',
    ],
    ['nothing', {}, undefined, '/api/info?v=2&user=me'],
  ])('replaces %s', (_, given, matched, expected) => {
    const matches = matched === undefined ? [] : [match({ uri: { exact: '/other' } }, 'test'), match(matched, 'test')];
    expect(rewritten(aRequest(), { rewrite: rewrite(given), matches }).path).toBe(expected);
  });

  it('replaces the host', () => {
    expect(rewritten(aRequest(), { rewrite: rewrite({ authority: 'inside' }), matches: [] }).host).toBe('inside');
  });
});

describe('changes of headers', () => {
  it('replace, add and take away, in order', () => {
    const before = new Headers([
      ['a', '1'],
      ['b', '2'],
      ['set-cookie', 'x=1'],
    ]);
    const after = changedHeaders(before, [
      { set: { a: '9' }, add: { 'set-cookie': 'y=2; Path=/' }, remove: ['B'] },
      { set: { b: '3' }, add: { a: '10' }, remove: [] },
    ]);
    expect([after.get('a'), after.get('b'), after.getSetCookie()]).toEqual(['9, 10', '3', ['x=1', 'y=2; Path=/']]);
    expect(before.get('a')).toBe('1');
  });
});

describe('another attempt', () => {
  it.each([
    ['connect-failure', { status: 503, flags: 'UF' }, true],
    ['connect-failure', { status: 503, flags: '-' }, false],
    ['gateway-error', { status: 502, flags: '-' }, true],
    ['gateway-error', { status: 500, flags: '-' }, false],
    ['5xx', { status: 500, flags: '-' }, true],
    ['5xx', { status: 404, flags: '-' }, false],
    ['503', { status: 503, flags: '-' }, true],
    ['reset', { status: 504, flags: 'UT' }, true],
    ['refused-stream,retriable-4xx', { status: 409, flags: '-' }, true],
  ])('on %s after %j is made: %s', (on, answer, expected) => {
    expect(isWorthRetry(answer, { attempts: 1, on: new Set(on.split(',')) })).toBe(expected);
  });
});
