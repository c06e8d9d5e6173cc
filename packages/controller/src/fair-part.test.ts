import { describe, expect, it } from '@jest/globals';
import { fairPart } from './fair-part.ts';

const parts = (count: number, ...living: readonly string[]): readonly number[] =>
  living.map((identity) => fairPart(count, living, identity));

describe('the fair part', () => {
  it.each([
    [1, ['a'], [1]],
    [3, ['a'], [3]],
    [3, ['a', 'b'], [2, 1]],
    [3, ['a', 'b', 'c'], [1, 1, 1]],
    [4, ['a', 'b', 'c'], [2, 1, 1]],
    [2, ['a', 'b', 'c'], [1, 1, 0]],
  ])(
    'of %d shards among %j is %j: all of them, and nobody has more than one more than another',
    (count, living, fair) => {
      expect(parts(count, ...living)).toEqual(fair);
    },
  );

  it('is that of the first one for who is not known to live yet', () => {
    expect(fairPart(3, ['a', 'b'], 'c')).toBe(2);
  });
});
