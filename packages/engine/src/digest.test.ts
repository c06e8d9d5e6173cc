import { describe, expect, it } from '@jest/globals';
import { digest, uuid } from './digest.ts';

/** FNV-1a as it is defined. */
function fnv1a(text: string, offset: bigint): string {
  const units = Array.from({ length: text.length }, (_, at) => BigInt(text.charCodeAt(at)));
  const hash = units.reduce((sum, unit) => BigInt.asUintN(64, (sum ^ unit) * 0x100000001b3n), offset);
  return hash.toString(16).padStart(16, '0');
}

const OFFSETS = [0xcbf29ce484222325n, 0x84222325cbf29ce4n];

describe('a digest', () => {
  it.each([
    [[]],
    [['']],
    [['uid', 'Progressing', 30, undefined]],
    [['ä€😀\u0000\uffff']],
    [[{ a: [1, 2] }, 'x'.repeat(5000)]],
  ])('is two FNV-1a hashes of 64 bits of the words as JSON: %j', (words) => {
    expect(digest(...words)).toBe(OFFSETS.map((offset) => fnv1a(JSON.stringify(words), offset)).join(''));
  });

  it('is written as a UUID where that is wanted', () => {
    expect(uuid('a', 1)).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    expect(uuid('a', 1).replaceAll('-', '')).toBe(digest('a', 1));
  });
});
