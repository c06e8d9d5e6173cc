import { ALL_TO_CANARY, ALL_TO_PRIMARY, MESH_DEFAULTS, split } from '@flagger/api';
import { meshCanary, MemoryObjects } from '@flagger/testing';
import { describe, expect, it } from '@jest/globals';
import { traefik } from './index.ts';
import { type TraefikService, traefikService } from './traefik-service.ts';

const basket = meshCanary();
const { routesOf, built } = traefikService;
const withServices = (...services: readonly object[]): TraefikService => ({
  ...traefikService.ref(basket),
  spec: { weighted: { services } },
});

describe('the TraefikService of a canary', () => {
  it('has an entry for the canary only while that has a share, and a weight for a primary without one', () => {
    expect(built(basket, ALL_TO_PRIMARY).spec?.weighted?.services).toEqual([
      { name: 'basket-primary', namespace: 'shop', port: 80, weight: 100 },
    ]);
    expect(built(basket, ALL_TO_CANARY).spec?.weighted?.services).toEqual([
      { name: 'basket-primary', namespace: 'shop', port: 80, weight: 0 },
      { name: 'basket-canary', namespace: 'shop', port: 80, weight: 100 },
    ]);
  });

  it.each([{ weight: 100 }, { weight: 1 }, {}])('sends everybody to a primary that is alone in it: %j', (weight) => {
    expect(routesOf(basket, withServices({ name: 'basket-primary', ...weight }))).toEqual(ALL_TO_PRIMARY);
  });

  it.each([
    {
      title: 'a primary whose missing weight counts as 1',
      services: [{ name: 'basket-primary' }, { name: 'basket-canary', weight: 100 }],
    },
    { title: 'a canary alone', services: [{ name: 'basket-canary', weight: 100 }] },
    {
      title: 'a third',
      services: [
        { name: 'basket-primary', weight: 90 },
        { name: 'help', weight: 10 },
      ],
    },
  ])('has no split with $title', ({ services }) => {
    expect(routesOf(basket, withServices(...services))).toBeUndefined();
  });

  it('leads to the service that is called where the Canary is deleted', async () => {
    const objects = new MemoryObjects();
    const router = traefik.router(objects, { name: 'traefik', options: MESH_DEFAULTS });
    await router.ensure(basket, split(30));
    await router.release(basket, true);
    expect(objects.peek<TraefikService>(traefikService.ref(basket))?.spec?.weighted?.services).toEqual([
      { name: 'basket', namespace: 'shop', port: 80, weight: 100 },
    ]);
  });
});
