import { describe, expect, it } from '@jest/globals';
import { isOutdated, isUndated, notLookedAt, wordsOf } from './said.ts';

const object = { apiVersion: 'v1', kind: 'Fork', metadata: { name: 'basket', namespace: 'shop', generation: 3 } };

describe('what a mesh says about an object', () => {
  it('is told in its own words, as many as there are', () => {
    expect(wordsOf({ reason: 'NoLeg', message: 'leg is missing' })).toBe('NoLeg: leg is missing');
    expect([wordsOf({ reason: '', message: 'leg is missing' }), wordsOf({})]).toEqual(['leg is missing', '']);
  });

  it('is outdated where it is about an earlier generation, and undated where it does not say which', () => {
    const all = [{}, { observedGeneration: 0 }, { observedGeneration: 2 }, { observedGeneration: 3 }];
    expect(all.map((said) => isOutdated(said, object))).toEqual([false, true, true, false]);
    expect(all.map(isUndated)).toEqual([true, false, false, false]);
    expect(notLookedAt('Fork', object, {})).toBe(
      'Fork basket.shop is not looked at yet (observed generation: 0, current generation: 3)',
    );
  });
});
