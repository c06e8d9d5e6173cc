import { describe, expect, it } from '@jest/globals';
import { assert, constantFrom, jsonValue, property, tuple, type JsonValue } from 'fast-check';
import { canonical, revisionOf, sameContent } from './canonical.ts';

describe('revisionOf', () => {
  it('is the same for every order of keys, and for null as for nothing', () => {
    const one = revisionOf({
      metadata: { labels: { a: '1', b: '2' }, creationTimestamp: null },
      spec: { containers: [{ name: 'x', image: 'y' }] },
    });
    expect(one).toBe(
      revisionOf({ spec: { containers: [{ image: 'y', name: 'x' }] }, metadata: { labels: { b: '2', a: '1' } } }),
    );
    expect(one).toMatch(/^sha256:[0-9a-f]{32}$/);
  });

  it('differs with a value, with the order of a list and with an empty object', () => {
    const revisions = [{ a: 1 }, { a: '1' }, { a: [1, 2] }, { a: [2, 1] }, { a: {} }, {}].map(revisionOf);
    expect(new Set(revisions).size).toBe(6);
  });

  it('stays what it has been: a change of it would start a run of every canary', () => {
    expect(revisionOf({ spec: { containers: [] }, metadata: {} })).toBe('sha256:65e3976557c447a646b37bebc29cb403');
  });
});

describe('sameContent', () => {
  /** The same content in other words: keys the other way round, and nulls that say nothing. */
  const retold = (value: unknown): unknown => {
    if (Array.isArray(value)) {
      return value.map(retold);
    }
    if (typeof value !== 'object' || value === null) {
      return value;
    }
    return {
      nothing: undefined,
      ...Object.fromEntries(
        Object.entries(value)
          .reverse()
          .map(([key, part]) => [key, retold(part)]),
      ),
      never: null,
    };
  };

  it('says of any two values what their canonical texts say', () => {
    const alike = (one: JsonValue, other: unknown): boolean =>
      sameContent(one, other) === (canonical(one) === canonical(other));
    assert(property(tuple(jsonValue(), jsonValue()), ([one, other]) => alike(one, other)));
    assert(
      property(tuple(jsonValue(), constantFrom('retold', 'in a list')), ([one, way]) =>
        alike(one, way === 'retold' ? retold(one) : [one]),
      ),
    );
  });

  it.each([
    [{ a: 1, b: [{ c: null }] }, { b: [{}], a: 1, d: undefined }, true],
    [[1, undefined], [1, null], true],
    [{ a: 1 }, { a: 1, b: 2 }, false],
    [{ a: 1, b: 2 }, { a: 1 }, false],
    [{ a: 1 }, { b: 1 }, false],
    [{ a: '1' }, { a: 1 }, false],
    [[1], [1, 2], false],
    [{}, [], false],
    [[], {}, false],
    [{ a: {} }, {}, false],
    [undefined, null, true],
  ])('of %j and %j says %s', (one, other, isSame) => {
    expect(sameContent(one, other)).toBe(isSame);
  });
});
