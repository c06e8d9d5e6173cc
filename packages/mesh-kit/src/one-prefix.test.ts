import { meshCanary } from '@flagger/testing';
import { describe, expect, it } from '@jest/globals';
import { onePrefixAlone, prefixOf } from './one-prefix.ts';

const matching = (...match: readonly object[]) => meshCanary({ service: { match } });
const warned = (...match: readonly object[]): readonly string[] => onePrefixAlone(matching(...match), 'contour');

describe('a mesh that routes by one prefix', () => {
  it('takes that of the first entry of service.match, or every path', () => {
    expect(prefixOf(matching({ uri: { prefix: '/api' } }, { uri: { prefix: '/shop' } }))).toBe('/api');
    expect(prefixOf(matching({ uri: { exact: '/api' } }))).toBe('/');
    expect(prefixOf(meshCanary())).toBe('/');
  });

  it('warns of nothing where that is all that is asked for', () => {
    expect(onePrefixAlone(meshCanary(), 'contour')).toEqual([]);
    expect(warned()).toEqual([]);
    expect(warned({ name: 'front', uri: { prefix: '/api' }, headers: {}, ignoreUriCase: false })).toEqual([]);
  });

  it.each<[string, readonly object[], string, string]>([
    [
      'further entries',
      [{ uri: { prefix: '/api' } }, { uri: { prefix: '/shop' } }, {}],
      'spec.service.match[1] ({"uri":{"prefix":"/shop"}}), spec.service.match[2] ({})',
      '/api',
    ],
    ['another way to compare the path', [{ uri: { exact: '/a' } }], 'spec.service.match[0].uri.exact ("/a")', '/'],
    [
      'anything beside the path',
      [{ uri: { prefix: '/a' }, method: { exact: 'GET' }, headers: { a: { exact: '1' } } }],
      'spec.service.match[0].method ({"exact":"GET"}), spec.service.match[0].headers ({"a":{"exact":"1"}})',
      '/a',
    ],
  ])('warns in one sentence of %s', (_title, match, ignored, prefix) => {
    expect(warned(...match)).toEqual([
      `${ignored}: not supported when using the contour provider, which routes by the uri.prefix of the first entry alone: ${prefix}`,
    ]);
  });
});
