import { meshCanary } from '@flagger/testing';
import { describe, expect, it } from '@jest/globals';
import { V1, V1BETA1 } from './dialect.ts';
import { problems, warnings } from './refusal.ts';

const gatewayRefs = [{ name: 'public' }];
const AB = { iterations: 1 };
const refused = (service: object, analysis?: object): readonly string[] =>
  problems(meshCanary({ service: { gatewayRefs, ...service }, ...(analysis && { analysis }) })).map(
    ({ field }) => field,
  );

describe('problems', () => {
  it('are none in a Canary that an HTTPRoute can say whole', () => {
    const match = [
      { uri: { regex: '/x.*' }, method: { exact: 'GET' }, headers: { a: { exact: '1' } }, ignoreUriCase: false },
    ];
    expect(refused({ match, timeout: '1.5s', backendTimeout: '500ms' })).toEqual([]);
    expect(refused({}, { ...AB, match: [{ headers: { cookie: { regex: '.*ring.*' } } }] })).toEqual([]);
  });

  it('are gateways that are missing, in the words of Flagger', () => {
    const [problem] = problems(meshCanary());
    expect(problem?.field).toBe('spec.service.gatewayRefs');
    expect(problem?.allowed).toContain('GatewayRefs must be specified when using Gateway API as a provider.');
  });

  it.each<[string, object, object | undefined]>([
    ['spec.service.match[0].scheme', { match: [{ scheme: { exact: 'https' } }] }, undefined],
    ['spec.service.match[0].sourceLabels', { match: [{ sourceLabels: { app: 'front' } }] }, undefined],
    ['spec.service.match[0].ignoreUriCase', { match: [{ ignoreUriCase: true }] }, undefined],
    ['spec.service.match[0].method', { match: [{ method: { regex: 'G.*' } }] }, undefined],
    ['spec.service.match[0].headers.a', { match: [{ headers: { a: { prefix: 'x' } } }] }, undefined],
    ['spec.service.match[0].queryParams.q', { match: [{ queryParams: { q: { prefix: 'x' } } }] }, undefined],
    ['spec.analysis.match[0].headers.a', {}, { ...AB, match: [{ headers: { a: { suffix: 'x' } } }] }],
    ['spec.analysis.match[0].sourceLabels', {}, { ...AB, match: [{ sourceLabels: { app: 'front' } }] }],
    ['spec.service.timeout', { timeout: '1.5ms' }, undefined],
    ['spec.service.backendTimeout', { backendTimeout: 'soon' }, undefined],
  ])('are what an HTTPRoute cannot tell apart or say: %s', (field, service, analysis) => {
    expect(refused(service, analysis)).toEqual([field]);
  });
});

describe('warnings', () => {
  const canary = meshCanary({
    service: {
      retries: { attempts: 2 },
      gateways: ['edge/public'],
      timeout: '2s',
      backendTimeout: '1s',
      corsPolicy: { allowOrigins: [{ exact: 'https://a.example.com' }] },
      rewrite: { uri: '/', type: 'ReplacePrefixMatch' },
      match: [{ uri: { regex: '/x.*' } }],
    },
  });
  const prefix = 'spec.service.rewrite replaces the whole path of who comes by a regex, which has no prefix';

  it.each([
    [V1, ['retries', 'gateways', 'corsPolicy.allowOrigins']],
    [V1BETA1, ['timeout', 'backendTimeout', 'retries', 'gateways', 'corsPolicy']],
  ])('are what is left undone in %j', (dialect, fields) => {
    expect(warnings(canary, dialect)).toEqual([
      ...fields.map((field) => `spec.service.${field} is not supported when using the ${dialect.names[0]} provider`),
      prefix,
    ]);
  });
});
