import { ALL_TO_CANARY, ALL_TO_PRIMARY, type KubeObject, MESH_DEFAULTS, split, Stop } from '@flagger/api';
import { ORIGINAL } from '@flagger/mesh-kit';
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

describe("someone else's TraefikService", () => {
  const to = (name: string, fields: object = {}): object => ({ name, port: 80, ...fields });
  const sticky = { cookie: { name: 'basket', secure: true } };
  const alone = { weighted: { services: [to('basket')] } };
  const legacy = { weighted: { services: [to('basket', { weight: 80 }), to('legacy', { weight: 20 })], sticky } };

  function routerIn(spec: object, metadata: object = {}) {
    const { apiVersion, kind, metadata: named } = traefikService.ref(basket);
    const object: KubeObject = { apiVersion, kind, metadata: { ...named, ...metadata }, spec };
    const objects = new MemoryObjects({ objects: [object] });
    const router = traefik.router(objects, { name: 'traefik', options: MESH_DEFAULTS });
    return { objects, router, spec: () => objects.peek<TraefikService>(object)?.spec };
  }

  it('keeps what it says of how they are called, through each change of the split, and gets it back', async () => {
    const how = { scheme: 'https', serversTransport: 'patient', passHostHeader: false };
    const theirs = { weighted: { services: [to('old', { weight: 0 }), to('basket', how)], sticky } };
    const { router, spec } = routerIn(theirs);
    await router.prepare(basket);
    for (const routes of [ALL_TO_PRIMARY, split(40), ALL_TO_PRIMARY, ALL_TO_CANARY]) {
      await router.setRoutes(basket, routes);
      expect(await router.ensure(basket, ALL_TO_PRIMARY)).toEqual([]);
      const services = built(basket, routes).spec?.weighted?.services ?? [];
      expect(spec()).toEqual({ weighted: { services: services.map((each) => ({ ...how, ...each })), sticky } });
    }
    await router.release(basket);
    expect(spec()).toEqual(theirs);
  });

  it.each([
    ['a share for legacy', legacy],
    ['a share for legacy', { weighted: { services: [to('basket'), to('legacy')] } }],
    ['a share for Service basket.others', { weighted: { services: [to('basket', { namespace: 'others' })] } }],
    ['a share for TraefikService basket.shop', { weighted: { services: [to('basket', { kind: 'TraefikService' })] } }],
    ['mirroring', { mirroring: to('basket', { mirrors: [to('help', { percent: 10 })] }) }],
    ['failover', { failover: { service: to('basket'), fallback: to('help') } }],
  ])('is refused with what would be lost, and left as it is: %s', async (lost, theirs) => {
    const { objects, router } = routerIn(theirs);
    await expect(router.prepare(basket)).rejects.toThrow(
      `TraefikService basket.shop with ${lost}, which would be lost`,
    );
    await expect(router.ensure(basket, ALL_TO_PRIMARY)).rejects.toThrow(Stop);
    expect(objects.writes).toEqual([]);
  });

  it.each([
    ['the Canary owns it', legacy, { ownerReferences: built(basket, ALL_TO_PRIMARY).metadata.ownerReferences }],
    ['it is taken over', legacy, { annotations: { [ORIGINAL]: JSON.stringify(alone) } }],
    ['Flagger took it over', { weighted: { services: [to('basket-primary'), to('help')] } }, {}],
  ])('is ours where %s', async (_title, theirs, metadata) => {
    const { router } = routerIn(theirs, metadata);
    await router.prepare(basket);
    await router.ensure(basket, ALL_TO_PRIMARY);
    expect(await router.routes(basket)).toEqual(ALL_TO_PRIMARY);
  });
});
