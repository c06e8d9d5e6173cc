import { describe, expect, it } from '@jest/globals';
import { isSplit, leadsToEither, routesOfShares, type Share } from './shares.ts';

const names = { primary: 'basket-primary', canary: 'basket-canary' };
const primary = (percent?: number): Share => ({ to: 'basket-primary', percent });
const canary = (percent?: number): Share => ({ to: 'basket-canary', percent });
const other: Share = { to: 'basket', percent: 0 };
const nobody: Share = { to: undefined, percent: 0 };

describe('the shares of a route', () => {
  it('are read in either order', () => {
    expect(routesOfShares(names, [primary(80), canary(20)])).toEqual({ primary: 80, canary: 20, mirrored: false });
    expect(routesOfShares(names, [canary(100), primary(0)])).toEqual({ primary: 0, canary: 100, mirrored: false });
  });

  it('say nothing of copies: whoever read the route does', () => {
    expect(routesOfShares(names, [primary(100), canary(0)], true)).toEqual({ primary: 100, canary: 0, mirrored: true });
  });

  it.each<[string, readonly Share[]]>([
    ['that do not add up to 100', [primary(80), canary(10)]],
    ['that are no whole percents', [primary(79.5), canary(20.5)]],
    ['under zero', [primary(120), canary(-20)]],
    ['that are not written', [primary(100), canary()]],
  ])('%s are no split that can be read, but one to be mended', (_title, shares) => {
    expect(routesOfShares(names, shares)).toBeUndefined();
    expect(isSplit(names, shares)).toBe(true);
  });

  it.each<[string, readonly Share[]]>([
    ['none', []],
    ['one alone', [primary(100)]],
    ['one of them twice', [primary(80), primary(20)]],
    ['another as well', [primary(80), canary(20), other]],
    ['another instead', [primary(100), other]],
  ])('are between the two only: %s', (_title, shares) => {
    expect(isSplit(names, shares)).toBe(false);
    expect(routesOfShares(names, shares)).toBeUndefined();
  });

  it('lead to what vanishes with the Canary where any of them does', () => {
    expect(leadsToEither(names, [other, nobody])).toBe(false);
    expect(leadsToEither(names, [other, canary(0)])).toBe(true);
    expect(leadsToEither(names, [other, primary()])).toBe(true);
  });
});
