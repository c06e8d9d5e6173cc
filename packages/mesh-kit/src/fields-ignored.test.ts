import { meshCanary } from '@flagger/testing';
import { describe, expect, it } from '@jest/globals';
import { fieldsIgnored } from './fields-ignored.ts';

const told = (service: object): readonly string[] => fieldsIgnored(meshCanary({ service }), 'toy', ['hosts']);
const warned = (...fields: readonly string[]): readonly string[] =>
  fields.map((field) => `spec.service.${field} is not supported when using the toy provider`);

describe('a field of spec.service that a mesh does not read', () => {
  it('is warned of, each by its name, and no other', () => {
    const service = { timeout: '9s', gateways: ['mesh'], hosts: ['a.example.com'], delegation: true };
    expect(told({ ...service, portDiscovery: true, apex: { labels: { a: 'b' } } })).toEqual(
      warned('timeout', 'delegation', 'gateways'),
    );
  });

  it.each([
    { timeout: '', gateways: [], delegation: false, corsPolicy: {} },
    {
      headers: { request: {}, response: { remove: [] } },
      corsPolicy: { allowCredentials: false },
      rewrite: { uri: '' },
    },
  ])('is as good as absent where nothing is in it: %j', (service) => {
    expect(told(service)).toEqual([]);
  });

  it('says something by a number, which may be 0', () => {
    expect(told({ retries: { attempts: 0 } })).toEqual(warned('retries'));
  });

  it.each<readonly [isKeptOut: boolean, match: readonly object[]]>([
    [false, [{}]],
    [false, [{ name: 'all', uri: { prefix: '/' }, headers: {}, ignoreUriCase: true }]],
    [false, [{ uri: { prefix: '/api' } }, { uri: { prefix: '/' } }]],
    [true, [{ uri: { prefix: '/api' } }]],
    [true, [{ uri: { exact: '/' } }]],
    [true, [{ uri: { prefix: '/' }, method: { exact: 'GET' } }]],
  ])('is as match one only where it keeps requests out: %j', (isKeptOut, match) => {
    expect(told({ match })).toEqual(isKeptOut ? warned('match') : []);
  });
});
