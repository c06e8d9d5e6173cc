import { mergePatched } from '@flagger/api';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addition, replacement } from './drift.ts';

describe('replacement', () => {
  it.each([
    { title: 'a changed field', found: { a: 1, b: 2 }, wanted: { a: 1, b: 3 }, patch: { b: 3 } },
    { title: 'a foreign field, which goes', found: { a: 1, theirs: true }, wanted: { a: 1 }, patch: { theirs: null } },
    {
      title: 'a nested field',
      found: { tls: { mode: 'SIMPLE', sni: 'x' } },
      wanted: { tls: { mode: 'SIMPLE' } },
      patch: { tls: { sni: null } },
    },
    { title: 'a list, as a whole', found: { http: [1, 2] }, wanted: { http: [2] }, patch: { http: [2] } },
    { title: 'a missing object', found: undefined, wanted: { host: 'x' }, patch: { host: 'x' } },
  ])('says no more than $title', ({ found, wanted, patch }) => {
    expect(replacement(found, wanted)).toEqual(patch);
  });

  it.each([
    { title: 'the order of keys', found: { a: 1, b: [{ c: 1, d: 2 }] }, wanted: { b: [{ d: 2, c: 1 }], a: 1 } },
    { title: 'an empty list', found: { hosts: [] }, wanted: {} },
    { title: 'an undefined field', found: { a: 1 }, wanted: { a: 1, b: undefined } },
  ])('does not count $title', ({ found, wanted }) => {
    expect(replacement(found, wanted)).toBeUndefined();
  });

  it.each([
    [{ consecutive5xxErrors: 0 }, {}],
    [{ tls: {} }, {}],
    [{ exact: '' }, {}],
    [{ enabled: false }, {}],
  ])('does count 0, false, an empty text and an empty object: %j', (found, wanted) => {
    expect(replacement(found, wanted)).toBeDefined();
  });

  it('makes any object say what is wanted, so that nothing is left to change', () => {
    const anything = fc.dictionary(fc.constantFrom('a', 'b', 'c'), fc.jsonValue({ maxDepth: 3 }));
    fc.assert(
      fc.property(anything, anything, (found, wanted) => {
        const patched = mergePatched(found, replacement(found, wanted) ?? {});
        expect(replacement(patched, wanted)).toBeUndefined();
      }),
      { seed: 7, numRuns: 500 },
    );
  });
});

describe('addition', () => {
  it('sets what differs and leaves what others set', () => {
    expect(addition({ theirs: 'x', old: '1', same: 'y' }, { old: '2', same: 'y', fresh: 'z' })).toEqual({
      old: '2',
      fresh: 'z',
    });
  });

  it('takes away what must not be there', () => {
    expect(addition({ theirs: 'x', ours: '1' }, { ours: null, gone: null })).toEqual({ ours: null });
  });

  it('is nothing where all is set', () => {
    expect(addition({ theirs: 'x', same: 'y' }, { same: 'y' })).toBeUndefined();
    expect(addition(undefined, undefined)).toBeUndefined();
  });
});
