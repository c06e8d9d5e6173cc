import { meshCanary } from '@flagger/testing';
import { describe, expect, it } from '@jest/globals';
import { type Dialect, dialects } from './dialect.ts';
import { isRouted, routesOf, type TrafficSplit, trafficSplitRef } from './traffic-split.ts';

const canary = meshCanary();
const dialect = dialects[0] as Dialect;
const to = (service: string, weight?: number | string): object => ({
  service,
  ...(weight === undefined ? {} : { weight }),
});
const split = (backends: readonly object[]): TrafficSplit => ({
  ...trafficSplitRef(canary, dialect),
  spec: { service: 'basket', backends },
});

describe('routesOf', () => {
  it.each([
    ['numbers', [to('basket-canary', 20), to('basket-primary', 80)]],
    ['quantities', [to('basket-canary', '20'), to('basket-primary', '80')]],
    ['the primary first', [to('basket-primary', 80), to('basket-canary', 20)]],
  ])('reads %s', (_title, backends) => {
    expect(routesOf(canary, split(backends))).toEqual({ primary: 80, canary: 20, mirrored: false });
  });

  it.each([
    ['no weights', [to('basket-canary'), to('basket-primary')]],
    ['one weight', [to('basket-canary'), to('basket-primary', 100)]],
    ['weights that do not add up to 100', [to('basket-canary', 1), to('basket-primary', 9)]],
    ['thousandths', [to('basket-canary', '200m'), to('basket-primary', '800m')]],
    ['a weight below 0', [to('basket-canary', -1), to('basket-primary', 101)]],
    ['half percents', [to('basket-canary', 0.5), to('basket-primary', 99.5)]],
    ['only the primary', [to('basket-primary', 100)]],
    ['only the canary', [to('basket-canary', 100)]],
    ['one service twice', [to('basket-canary', 20), to('basket-canary', 80)]],
    ['a third backend', [to('basket-canary', 20), to('basket-primary', 80), to('other', 0)]],
    ['other services', [to('other-canary', 20), to('other-primary', 80)]],
    ['a backend without service', [{ weight: 20 }, to('basket-primary', 80)]],
    ['nothing', []],
  ])('makes no sense of %s', (_title, backends) => {
    expect(routesOf(canary, split(backends))).toBeUndefined();
  });

  it('makes no sense of an object without spec', () => {
    expect(routesOf(canary, trafficSplitRef(canary, dialect))).toBeUndefined();
    expect(isRouted(canary, trafficSplitRef(canary, dialect))).toBe(false);
  });
});

describe('isRouted', () => {
  it.each<[string, boolean]>([
    ['basket-primary', true],
    ['basket-canary', true],
    ['basket', false],
  ])('looks for a share of either service: %s', (service, isOne) => {
    expect(isRouted(canary, split([to('other', 1), to(service, 1)]))).toBe(isOne);
  });
});
