import { describe, expect, it } from '@jest/globals';
import { isJsonObject } from './json.ts';
import { mergePatchBetween, mergePatched } from './merge-patch.ts';

describe('mergePatched', () => {
  it.each<[unknown, unknown, unknown]>([
    [{ a: 'b' }, { a: 'c' }, { a: 'c' }],
    [{ a: 'b' }, { b: 'c' }, { a: 'b', b: 'c' }],
    [{ a: 'b', b: 'c' }, { a: null }, { b: 'c' }],
    [{ a: ['b'] }, { a: 'c' }, { a: 'c' }],
    [{ a: [{ b: 'c' }] }, { a: [1] }, { a: [1] }],
    [{ a: { b: 'c' } }, { a: { b: 'd', c: null } }, { a: { b: 'd' } }],
    [{ e: null }, { a: 1 }, { e: null, a: 1 }],
    [
      ['a', 'b'],
      ['c', 'd'],
      ['c', 'd'],
    ],
    [{ a: 'foo' }, null, null],
    [[1, 2], { a: 'b', c: null }, { a: 'b' }],
    [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
  ])('makes of %j with %j: %j, as RFC 7386 has it', (target, patch, result) => {
    expect(mergePatched(target, patch)).toEqual(result);
  });

  it('leaves what it was given as it is, and takes undefined for nothing said', () => {
    const target = { a: { b: 1 } };
    expect(mergePatched(target, { a: { b: undefined, c: 2 } })).toEqual({ a: { b: 1, c: 2 } });
    expect(target).toEqual({ a: { b: 1 } });
  });

  it('gives the same value where nothing changes, and keeps the parts that stay', () => {
    const value = { a: { b: 1 }, c: { d: [{ e: 1 }] } };
    expect(mergePatched(value, { a: { b: 1, x: null }, c: { d: [{ e: 1, f: undefined }] } })).toBe(value);
    const changed: unknown = mergePatched(value, { a: { b: 2 } });
    expect(changed).toEqual({ a: { b: 2 }, c: value.c });
    expect(isJsonObject(changed) && changed['c'] === value.c).toBe(true);
  });
});

describe('mergePatchBetween', () => {
  it('nulls what is gone, on every level, and replaces lists as a whole', () => {
    const before = {
      phase: 'Progressing',
      iterations: 2,
      trackedConfigs: { 'configmap/a': '1', 'secret/b': '2' },
      conditions: [{ type: 'A' }, { type: 'B' }],
    };
    const after = { phase: 'Succeeded', trackedConfigs: { 'secret/b': '3' }, conditions: [{ type: 'B' }] };
    expect(mergePatchBetween(before, after)).toEqual({
      phase: 'Succeeded',
      iterations: null,
      trackedConfigs: { 'configmap/a': null, 'secret/b': '3' },
      conditions: [{ type: 'B' }],
    });
  });

  it('counts an undefined field as absent', () => {
    expect(mergePatchBetween({ phase: 'Failed', iterations: 1 }, { phase: 'Failed', iterations: undefined })).toEqual({
      iterations: null,
    });
  });

  it('is undefined where nothing differs', () => {
    expect(
      mergePatchBetween(
        { phase: 'Failed', configs: { a: '1' } },
        { phase: 'Failed', configs: { a: '1', b: undefined } },
      ),
    ).toBeUndefined();
  });

  it('gives everything where there was nothing', () => {
    expect(mergePatchBetween(undefined, { phase: 'Initializing' })).toEqual({ phase: 'Initializing' });
  });

  it('makes with mergePatched what was wanted', () => {
    const before = { a: { b: 1, c: [1] }, d: 'x' };
    const after = { a: { b: 2 }, e: { f: [] } };
    expect(mergePatched(before, mergePatchBetween(before, after))).toEqual(after);
  });
});
