import { describe, expect, it } from '@jest/globals';
import { aligned, difference } from './align.ts';

const texts = (a: string, b: string): readonly string[] =>
  aligned(a.split(''), b.split(''), (x, y) => (x === y ? 0 : Infinity)).map(
    (pair) =>
      ({ both: '=', changed: '~', flagger: '-', ours: '+' })[pair.in] + (pair.in === 'ours' ? pair.ours : pair.flagger),
  );

describe('two sequences side by side', () => {
  it('show what is in one only, in its place', () => {
    expect(texts('abcd', 'abd')).toEqual(['=a', '=b', '-c', '=d']);
    expect(texts('ab', 'axb')).toEqual(['=a', '+x', '=b']);
    expect(texts('', 'x')).toEqual(['+x']);
    expect(texts('', '')).toEqual([]);
  });

  it('never pair what has nothing to do with each other', () => {
    expect(texts('abc', 'axc').toSorted()).toEqual(['+x', '-b', '=a', '=c']);
  });

  it('pair what differs in a part', () => {
    const [first, second] = aligned(
      [
        { a: 1, b: 1, c: 1 },
        { a: 2, b: 2, c: 2 },
      ],
      [
        { a: 1, b: 1, c: 7 },
        { a: 2, b: 2, c: 2 },
      ],
      difference,
    );
    expect([first?.in, second?.in]).toEqual(['changed', 'both']);
  });
});

describe('the difference of two values', () => {
  it('is the share of leaves that differ', () => {
    expect(difference({ a: 1, b: { c: 2 } }, { a: 1, b: { c: 3 } })).toBe(0.5);
    expect(difference({ a: [1, 2] }, { a: [1, 2] })).toBe(0);
    expect(difference({ a: 1 }, { b: 1 })).toBe(1);
  });
});
