import { describe, expect, it } from '@jest/globals';
import { cookiePattern } from './cookies.ts';

describe('cookiePattern', () => {
  it.each([
    ['ring-c=AbC; Max-Age=60; Path=/shop', '.*ring-c.*AbC.*'],
    ['app.ring=AbC; Max-Age=-1', '.*app.ring.*AbC.*'],
    ['a+b|$^*=x=y', '.*a\\+b\\|\\$\\^\\*.*x=y.*'],
  ])('of %s is %s', (setCookie, pattern) => {
    expect(cookiePattern(setCookie)).toBe(pattern);
  });

  it.each(['a=1; a+b|c=AbC', 'a+b|c=AbC', 'a+b|c=AbC; z=1'])('finds the cookie in %s', (header) => {
    expect(new RegExp(`^${cookiePattern('a+b|c=AbC; Max-Age=60')}$`).test(header)).toBe(true);
  });

  it.each(['a+b|c=Xyz', 'ab=AbC', ''])('does not find it in "%s"', (header) => {
    expect(new RegExp(`^${cookiePattern('a+b|c=AbC')}$`).test(header)).toBe(false);
  });
});
