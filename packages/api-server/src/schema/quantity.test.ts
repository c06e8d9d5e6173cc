import { describe, expect, it } from '@jest/globals';
import { canonicalQuantity, quantityValue } from './quantity.ts';

describe('a quantity', () => {
  it.each([
    ['1', '1'],
    ['2000m', '2'],
    ['0.5', '500m'],
    ['1.5', '1500m'],
    ['1024Mi', '1Gi'],
    ['0.5Gi', '512Mi'],
    ['1000', '1k'],
    ['1e3', '1e3'],
    ['1E6', '1e6'],
    ['100n', '100n'],
    ['0.0000000001', '1n'],
    ['-500m', '-500m'],
    ['0Mi', '0'],
    ['0', '0'],
  ])('%s is written as %s', (text, canonical) => {
    expect(canonicalQuantity(text)).toBe(canonical);
  });

  it.each(['', 'many', '1 Gi', '1.2.3', '1gi', '--1'])('is not %j', (text) => {
    expect(canonicalQuantity(text)).toBeUndefined();
    expect(quantityValue(text)).toBeNaN();
  });

  it('is as much as its suffix says', () => {
    expect([quantityValue('100m'), quantityValue('1Ki'), quantityValue('2k'), quantityValue('-1')]).toEqual([
      0.1, 1024, 2000, -1,
    ]);
  });
});
