import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { configChecksum, configChecksums } from './config-checksum.ts';

const first8 = (json: string): string => createHash('sha256').update(json).digest('hex').slice(0, 16);

describe('configChecksum', () => {
  it('hashes the JSON with its keys sorted', () => {
    expect(configChecksum({ data: { b: '2', a: '1' } })).toBe(first8('{"a":"1","b":"2"}'));
    expect(configChecksum({ data: { b: '2', a: '1' } })).toBe(configChecksum({ data: { a: '1', b: '2' } }));
  });

  it('sorts keys that are whole numbers as texts, as Go does', () => {
    expect(configChecksum({ data: { '10': 'b', '9': 'c', '-': 'a', x: 'd' } })).toBe(
      first8('{"-":"a","10":"b","9":"c","x":"d"}'),
    );
  });

  it('escapes as Go does', () => {
    expect(configChecksum({ data: { page: '<a href="x">&\u2028</a>' } })).toBe(
      first8('{"page":"\\u003ca href=\\"x\\"\\u003e\\u0026\\u2028\\u003c/a\\u003e"}'),
    );
  });

  it('takes no data for null', () => {
    expect(configChecksum({})).toBe(first8('null'));
  });

  it('counts binaryData where there is some, apart from data', () => {
    const data = { a: '1' };
    expect(configChecksum({ data, binaryData: {} })).toBe(configChecksum({ data }));
    const binaries = [{ store: 'AAAA' }, { store: 'BBBB' }, { a: '1' }].map((binaryData) => ({ data, binaryData }));
    const all = [{ data }, ...binaries, { binaryData: data }].map(configChecksum);
    expect(new Set(all).size).toBe(all.length);
  });
});

describe('configChecksums', () => {
  const config = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'store' } } as const;

  it('has the one of Flagger, which knows no binaryData, where that is another', () => {
    const data = { a: '1' };
    expect(configChecksums({ ...config, data })).toEqual({ checksum: first8('{"a":"1"}') });
    expect(configChecksums({ ...config, data, binaryData: { jks: 'AAAA' } })).toEqual({
      checksum: configChecksum({ data, binaryData: { jks: 'AAAA' } }),
      flaggerChecksum: first8('{"a":"1"}'),
    });
    expect(configChecksums({ ...config, binaryData: { jks: 'AAAA' } }).flaggerChecksum).toBe(first8('null'));
  });
});
