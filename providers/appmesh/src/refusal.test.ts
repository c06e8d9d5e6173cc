import { describe as sentenceOf } from '@flagger/api';
import { meshCanary } from '@flagger/testing';
import { describe, expect, it } from '@jest/globals';
import { appmesh, appmeshV1beta2 } from './index.ts';

const header = { headers: { 'x-cohort': { exact: 'early' } } };
const tested = (...match: readonly object[]) => ({ analysis: { iterations: 1, match } });
const many = Object.fromEntries(Array.from({ length: 10 }, (_, at) => [`x-${at}`, { exact: '1' }]));

describe('what App Mesh would route otherwise than the Canary says', () => {
  it.each([
    [
      'a query parameter, which App Mesh does not look at',
      tested(header, { queryParams: { beta: { exact: '1' } } }),
      'spec.analysis.match[1].queryParams',
    ],
    ['a test by nothing else', tested({ queryParams: { beta: { exact: '1' } } }), 'spec.analysis.match[0].queryParams'],
    [
      'the sender, whom App Mesh does not look at',
      tested({ ...header, sourceLabels: { app: 'till' } }),
      'spec.analysis.match[0].sourceLabels',
    ],
    ['a test for everybody', tested({}), 'spec.analysis.match[0].headers'],
    [
      'a test for everybody with growing shares',
      { analysis: { stepWeight: 10, match: [{ headers: {} }] } },
      'spec.analysis.match[0].headers',
    ],
    ['an entry that lets everybody in, beside another', tested(header, {}), 'spec.analysis.match[1].headers'],
    [
      'more headers than a route may have',
      tested(header, { headers: { ...many, 'x-10': { exact: '1' } } }),
      'spec.analysis.match[1].headers',
    ],
    [
      'a retry that Envoy knows and App Mesh does not',
      { service: { retries: { attempts: 1, retryOn: 'gateway-error,5xx' } } },
      'spec.service.retries.retryOn',
    ],
  ])('is refused when it is read: %s', (_title, parts, field) => {
    expect(appmeshV1beta2.problems(meshCanary(parts)).map((problem) => problem.field)).toEqual([field]);
  });

  it.each([
    ['plain', {}],
    ['an A/B test by as many headers as a route may have, or others', tested({ headers: many }, header)],
    ['a list of retries with spaces', { service: { retries: { retryOn: 'gateway-error, stream-error' } } }],
    ['retries by default', { service: { retries: {} } }],
    [
      'with what Flagger ignores',
      {
        service: { rewrite: { uri: '/' }, match: [{ uri: { exact: '/a' } }] },
        analysis: { iterations: 1, mirror: true },
      },
    ],
  ])('is nothing in a Canary that is %s', (_title, parts) => {
    expect(appmeshV1beta2.problems(meshCanary(parts))).toEqual([]);
  });
});

describe('warnings', () => {
  it.each([appmesh, appmeshV1beta2])(
    'are of what is asked for beside the one prefix of a route: $names',
    (provider) => {
      const canary = meshCanary({
        service: { match: [{ uri: { exact: '/a' } }] },
        analysis: { iterations: 1, mirror: true },
      });
      const using = `not supported when using the ${provider.names[0]} provider`;
      expect(provider.warnings?.(canary)).toEqual([
        `Traffic mirroring is ${using}`,
        `spec.service.match[0].uri.exact ("/a"): ${using}, which routes by the uri.prefix of the first entry alone: /`,
      ]);
    },
  );
});

describe('v1beta1', () => {
  it('warns of a timeout that no gateway gets, since there are no hosts', () => {
    const told = (service: object) => appmesh.warnings?.(meshCanary({ service: { timeout: '9s', ...service } }));
    expect(told({})).toEqual(['spec.service.timeout without hosts is not supported when using the appmesh provider']);
    expect(told({ hosts: ['basket.example.com'] })).toEqual([]);
    expect(appmeshV1beta2.warnings?.(meshCanary({ service: { timeout: '9s' } }))).toEqual([]);
  });

  it("refuses a Canary without a mesh, in Flagger's words, while v1beta2 does without its name", () => {
    expect(appmeshV1beta2.problems(meshCanary())).toEqual([]);
    expect(appmesh.problems(meshCanary()).map(sentenceOf)).toEqual([
      expect.stringMatching(/^spec.service.meshName: .*mesh name cannot be empty$/),
    ]);
    expect(appmesh.problems(meshCanary({ service: { meshName: 'global' } }))).toEqual([]);
  });

  it('refuses what v1beta2 refuses, too', () => {
    const fields = appmesh.problems(meshCanary(tested({}))).map(({ field }) => field);
    expect(fields).toEqual(['spec.service.meshName', 'spec.analysis.match[0].headers']);
  });
});
