import { describe, expect, it } from '@jest/globals';
import type { Json } from '../json.ts';
import { mergePatched } from './merge-patch.ts';

// the examples of RFC 7386, appendix A
describe('a merge patch', () => {
  it.each<[Json, Json, Json]>([
    [{ a: 'b' }, { a: 'c' }, { a: 'c' }],
    [{ a: 'b' }, { b: 'c' }, { a: 'b', b: 'c' }],
    [{ a: 'b', b: 'c' }, { a: null }, { b: 'c' }],
    [{ a: ['b'] }, { a: 'c' }, { a: 'c' }],
    [{ a: 'c' }, { a: ['b'] }, { a: ['b'] }],
    [{ a: { b: 'c' } }, { a: { b: 'd', c: null } }, { a: { b: 'd' } }],
    [{ a: [{ b: 'c' }] }, { a: [1] }, { a: [1] }],
    [{ a: 'b' }, ['c'], ['c']],
    [{ e: null }, { a: 1 }, { e: null, a: 1 }],
    [[1, 2], { a: 'b', c: null }, { a: 'b' }],
    [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
  ])('makes of %j by %j %j', (value, patch, result) => {
    expect(mergePatched(value, patch)).toEqual(result);
  });

  it('leaves what it is made on as it was', () => {
    const value = { a: { b: 'c' } };
    mergePatched(value, { a: { b: 'd' } });
    expect(value).toEqual({ a: { b: 'c' } });
  });
});
