import { describe, expect, it } from '@jest/globals';
import { mergePatch } from './merge-patch.ts';

describe('mergePatch', () => {
  it('nulls what is gone, on every level, and replaces lists as a whole', () => {
    const before = {
      phase: 'Progressing',
      iterations: 2,
      trackedConfigs: { 'configmap/a': '1', 'secret/b': '2' },
      conditions: [{ type: 'A' }, { type: 'B' }],
    };
    const after = { phase: 'Succeeded', trackedConfigs: { 'secret/b': '3' }, conditions: [{ type: 'B' }] };
    expect(mergePatch(before, after)).toEqual({
      phase: 'Succeeded',
      iterations: null,
      trackedConfigs: { 'configmap/a': null, 'secret/b': '3' },
      conditions: [{ type: 'B' }],
    });
  });

  it('counts an undefined field as absent', () => {
    expect(mergePatch({ phase: 'Failed', iterations: 1 }, { phase: 'Failed', iterations: undefined })).toEqual({
      iterations: null,
    });
  });

  it('is undefined where nothing differs', () => {
    expect(
      mergePatch({ phase: 'Failed', configs: { a: '1' } }, { phase: 'Failed', configs: { a: '1', b: undefined } }),
    ).toBeUndefined();
  });

  it('gives everything where there was nothing', () => {
    expect(mergePatch(undefined, { phase: 'Initializing' })).toEqual({ phase: 'Initializing' });
  });
});
