import { describe, expect, it } from '@jest/globals';
import { isNewer } from './resource-version.ts';

describe('isNewer', () => {
  it.each([
    ['10', '9', true],
    ['9', '10', false],
    ['123', '123', false],
    ['90071992547409931', '90071992547409930', true],
  ])('compares integers by value: %s after %s is %s', (one, other, expected) => {
    expect(isNewer(one, other)).toBe(expected);
  });

  it('takes anything else that differs for newer', () => {
    expect([isNewer('abc', 'abd'), isNewer('abc', 'abc'), isNewer('007', '8')]).toEqual([true, false, true]);
  });

  it('takes a version for newer than none', () => {
    expect([isNewer('1', undefined), isNewer(undefined, undefined)]).toEqual([true, false]);
  });
});
