import { describe as sentence } from '@flagger/api';
import { meshCanary } from '@flagger/testing';
import { describe, expect, it } from '@jest/globals';
import { matchesOfAll, misshapenDurations, misshapenHosts, misshapenMatches, negativeAttempts } from './misshapen.ts';

const ab = (...match: readonly object[]) => meshCanary({ analysis: { iterations: 2, match } });
const HEADER = { headers: { 'x-cohort': { exact: 'early' } } };

describe('hosts', () => {
  it.each([
    'https://app.example.com',
    'app.example.com/path',
    'app.example.com:8080',
    'app.*.com',
    '*app.example.com',
    'a b',
    '',
  ])('that name no host are refused: %j', (host) => {
    const [problem] = misshapenHosts(meshCanary({ service: { hosts: ['app', host] } }));
    expect([problem?.field, problem?.found]).toEqual(['spec.service.hosts[1]', JSON.stringify(host)]);
  });

  it('may be names, wildcards and addresses', () => {
    const hosts = ['*', '*.example.com', 'app', 'App.Example.com', 'my_app.test', '10.0.0.1', '2001:db8::1'];
    expect(misshapenHosts(meshCanary({ service: { hosts } }))).toEqual([]);
  });
});

describe('an entry of a match', () => {
  it.each([{}, { headers: {} }, { sourceLabels: {}, queryParams: {} }])(
    'that fits everybody is refused: %j',
    (entry) => {
      expect(matchesOfAll(ab(HEADER, entry)).map(({ field }) => field)).toEqual(['spec.analysis.match[1]']);
    },
  );

  it('may ask for anything, and for nothing where shares grow', () => {
    expect(matchesOfAll(ab(HEADER, { queryParams: { beta: { exact: '1' } } }, { sourceLabels: { app: 'a' } }))).toEqual(
      [],
    );
    expect(matchesOfAll(meshCanary({ analysis: { stepWeight: 10, match: [{}] } }))).toEqual([]);
  });
});

describe('a match', () => {
  it('with what a proxy cannot compile is refused, wherever it stands', () => {
    const canary = meshCanary({
      service: {
        match: [{ uri: { regex: '/a(' } }, { withoutHeaders: { 'x-b': { regex: '[' } } }],
        corsPolicy: { allowOrigins: [{ exact: 'https://a' }, { regex: '(?!a)b' }] },
      },
      analysis: { iterations: 1, match: [{ headers: { cookie: { regex: '*' } } }] },
    });
    expect(misshapenMatches(canary).map(sentence)).toEqual([
      'spec.analysis.match[0].headers.cookie.regex: found "*", allowed is an expression of RE2: it does not compile',
      'spec.service.match[0].uri.regex: found "/a(", allowed is an expression of RE2: it does not compile',
      'spec.service.match[1].withoutHeaders.x-b.regex: found "[", allowed is an expression of RE2: it does not compile',
      'spec.service.corsPolicy.allowOrigins[1].regex: found "(?!a)b", allowed is an expression of RE2: RE2 has no (?!',
    ]);
  });

  it.each(['x a', '', 'a:b'])('by a header that no request has is refused: %j', (name) => {
    expect(misshapenMatches(ab({ headers: { [name]: { exact: '1' } } })).map(sentence)).toEqual([
      `spec.analysis.match[0].headers: found ${JSON.stringify(name)}, allowed is the name of a header: letters, digits and - without spaces and colons`,
    ]);
  });

  it('may ask for any header, also one that Istio names', () => {
    const names = ['cookie', 'X-Canary', ':authority', '@request.auth.claims[group]'];
    expect(misshapenMatches(ab({ headers: Object.fromEntries(names.map((name) => [name, { exact: '1' }])) }))).toEqual(
      [],
    );
  });
});

it('times that are none are refused', () => {
  const service = { timeout: '1x', retries: { perTryTimeout: '-1s', attempts: -1 }, corsPolicy: { maxAge: 'a day' } };
  const fields = (canary: Parameters<typeof misshapenDurations>[0]): readonly string[] =>
    [...misshapenDurations(canary), ...negativeAttempts(canary)].map(({ field }) => field);
  expect(fields(meshCanary({ service }))).toEqual([
    'spec.service.timeout',
    'spec.service.retries.perTryTimeout',
    'spec.service.corsPolicy.maxAge',
    'spec.service.retries.attempts',
  ]);
  expect(fields(meshCanary({ service: { timeout: '1m30s', retries: { attempts: 0, perTryTimeout: '0s' } } }))).toEqual(
    [],
  );
});
