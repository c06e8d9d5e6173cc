import { describe, expect, it } from '@jest/globals';
import { isOutdated, notLookedAt, wordsOf } from './said.ts';

const object = { apiVersion: 'v1', kind: 'Fork', metadata: { name: 'basket', namespace: 'shop', generation: 3 } };

describe('what a mesh says about an object', () => {
  it('is told in its own words, as many as there are', () => {
    expect(wordsOf({ reason: 'NoLeg', message: 'leg is missing' })).toBe('NoLeg: leg is missing');
    expect([wordsOf({ reason: '', message: 'leg is missing' }), wordsOf({})]).toEqual(['leg is missing', '']);
  });

  it('is outdated where it is about an earlier generation, or does not say which', () => {
    expect([{}, { observedGeneration: 2 }, { observedGeneration: 3 }].map((said) => isOutdated(said, object))).toEqual([
      true,
      true,
      false,
    ]);
    expect(notLookedAt('Fork', object, {})).toBe(
      'Fork basket.shop is not looked at yet (observed generation: 0, current generation: 3)',
    );
  });
});
