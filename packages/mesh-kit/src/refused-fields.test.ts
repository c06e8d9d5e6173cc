import { meshCanary } from '@flagger/testing';
import { describe, expect, it } from '@jest/globals';
import { refusedBesideHeaders, refusedFields, refusedRetries, saidBeside, saidIn } from './refused-fields.ts';

describe('fields that a mesh cannot follow', () => {
  it('are those that say something: no empty list, and no false', () => {
    const object = { port: 8080, scheme: {}, gateways: [], ignoreUriCase: false, authority: { exact: 'a' } };
    const names = ['port', 'scheme', 'gateways', 'ignoreUriCase', 'authority'] as const;
    expect(saidIn(object, names)).toEqual(['port', 'authority']);
  });

  it('are in an object of somebody else those that say something beside what is known', () => {
    const rule = { matches: [{}], retry: { attempts: 2 }, name: 'front', filters: [], mirrored: false };
    expect(saidBeside('spec.rules[0]', rule, ['matches'])).toEqual(['spec.rules[0].retry', 'spec.rules[0].name']);
  });

  it('are told by where they stand, with what was found and what is allowed', () => {
    const refused = { names: ['port'] as const, allowed: (name: string) => `nothing: no ${name}` };
    expect(refusedFields('spec.service.match[0]', { port: 8080 }, refused)).toEqual([
      { field: 'spec.service.match[0].port', found: '8080', allowed: 'nothing: no port' },
    ]);
  });

  it('are of a test all but headers, where these alone are matched', () => {
    const match = [{ headers: { a: { exact: '1' } } }, { sourceLabels: { app: 'front' } }];
    expect(refusedBesideHeaders(meshCanary({ analysis: { iterations: 1, match } }), 'headers only')).toEqual([
      { field: 'spec.analysis.match[1].sourceLabels', found: '{"app":"front"}', allowed: 'nothing: headers only' },
    ]);
  });

  it('are reasons to try again that are not known', () => {
    const canary = meshCanary({ service: { retries: { retryOn: '5xx,sometimes' } } });
    expect(refusedRetries(canary, { events: ['5xx'], known: ['5xx', 'reset'] })).toEqual([]);
    expect(refusedRetries(canary, { events: ['5xx', 'sometimes'], known: ['5xx', 'reset'] })).toEqual([
      {
        field: 'spec.service.retries.retryOn',
        found: '"5xx,sometimes"',
        allowed: 'a list, separated by commas, of 5xx, reset',
      },
    ]);
  });
});
