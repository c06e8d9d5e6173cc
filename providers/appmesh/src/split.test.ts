import { split } from '@flagger/api';
import { meshCanary } from '@flagger/testing';
import { describe, expect, it } from '@jest/globals';
import { routesOf, type WeightedRoute } from './split.ts';

const canary = meshCanary();
const to = (virtualNodeName: string, weight?: number): object => ({
  virtualNodeName,
  ...(weight === undefined ? {} : { weight }),
});
const ref = (name: string, weight: number): object => ({ virtualNodeRef: { name }, weight });
const http = (...weightedTargets: readonly object[]): WeightedRoute => ({ http: { action: { weightedTargets } } });
const httpRoute = (...weightedTargets: readonly object[]): WeightedRoute => ({
  httpRoute: { action: { weightedTargets } },
});

describe('routesOf', () => {
  it.each([
    ['v1beta1', [http(to('basket-canary', 20), to('basket-primary', 80))]],
    ['v1beta2', [httpRoute(ref('basket-canary', 20), ref('basket-primary', 80))]],
    ['the primary first', [http(to('basket-primary', 80), to('basket-canary', 20))]],
    [
      'an A/B test, by the route of who is in it',
      [http(to('basket-canary', 20), to('basket-primary', 80)), http(to('basket-primary', 100))],
    ],
    [
      'the same in another order',
      [http(to('basket-primary', 100)), http(to('basket-canary', 20), to('basket-primary', 80))],
    ],
  ])('reads %s', (_title, routes) => {
    expect(routesOf(canary, routes)).toEqual(split(20));
  });

  it('takes a weight that was left out for 0', () => {
    expect(routesOf(canary, [http(to('basket-canary'), to('basket-primary', 100))])).toEqual(split(0));
  });

  it.each([
    ['no weights', [http(to('basket-canary'), to('basket-primary'))]],
    ['weights that do not add up to 100', [http(to('basket-canary', 1), to('basket-primary', 1))]],
    ['a weight below 0', [http(to('basket-canary', -1), to('basket-primary', 101))]],
    ['the other weight below 0', [http(to('basket-canary', 101), to('basket-primary', -1))]],
    ['half percents', [http(to('basket-canary', 0.5), to('basket-primary', 99.5))]],
    ['only the primary', [http(to('basket-primary', 100))]],
    ['a third node', [http(to('basket-canary', 20), to('basket-primary', 80), to('other', 0))]],
    ['other nodes', [http(to('other-canary', 20), to('other-primary', 80))]],
    ['one node twice', [http(to('basket-canary', 20), to('basket-canary', 80))]],
    [
      'a node that is named otherwise',
      [httpRoute({ virtualNodeARN: 'arn:aws:x', weight: 80 }, ref('basket-canary', 20))],
    ],
    ['a route of another protocol', [{}]],
    ['nothing', []],
    ['no routes at all', undefined],
  ])('makes no sense of %s', (_title, routes) => {
    expect(routesOf(canary, routes)).toBeUndefined();
  });
});
