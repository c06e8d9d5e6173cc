import { ALL_TO_PRIMARY, type KubeObject, MESH_DEFAULTS, split, Stop, Wait } from '@flagger/api';
import { meshCanary, MemoryObjects } from '@flagger/testing';
import { describe, expect, it } from '@jest/globals';
import { aRoute } from '../test/a-route.ts';
import { type ApisixRoute, apisixRoute } from './apisix-route.ts';
import { apisix } from './index.ts';

const basket = meshCanary();

function cluster(...there: readonly KubeObject[]) {
  const objects = new MemoryObjects({ objects: there });
  const router = apisix.router(objects, { name: 'apisix', options: MESH_DEFAULTS });
  return { objects, router, rules: () => objects.peek<ApisixRoute>(apisixRoute.ours(basket))?.spec?.http };
}

const withRules = (...http: readonly object[]): KubeObject => ({ ...aRoute('basket'), spec: { http } });
const backend = { serviceName: 'basket', servicePort: 80 };

describe('the ApisixRoute of a canary', () => {
  it('has every rule that leads to the service, above what the user wrote, and no other', async () => {
    const { router, rules } = cluster(
      withRules(
        { name: 'main', backends: [backend] },
        { name: 'first', priority: 20_000, backends: [backend] },
        { name: 'help', backends: [{ ...backend, serviceName: 'help' }] },
      ),
    );
    await router.ensure(basket, split(30));
    const backends = [
      { serviceName: 'basket-primary', servicePort: 80, weight: 70 },
      { serviceName: 'basket-canary', servicePort: 80, weight: 30 },
    ];
    expect(rules()).toEqual([
      { name: 'main', priority: 10_000, backends },
      { name: 'first', priority: 20_001, backends },
    ]);
  });

  it('has no split where its rules differ', async () => {
    const { objects, router, rules } = cluster(
      withRules({ name: 'main', backends: [backend] }, { name: 'more', backends: [backend] }),
    );
    await router.ensure(basket, split(30));
    const [first, second] = rules() ?? [];
    const backends = second?.backends?.map((each) => ({ ...each, weight: 50 }));
    await objects.patch(apisixRoute.ours(basket), { spec: { http: [first, { ...second, backends }] } });
    expect(await router.routes(basket)).toBeUndefined();
  });

  it('leads to the service that is called where the Canary is deleted', async () => {
    const { router, rules } = cluster(aRoute('basket'));
    await router.ensure(basket, split(30));
    await router.release(basket, true);
    expect(rules()?.map(({ backends }) => backends)).toEqual([[{ ...backend, resolveGranularity: 'service' }]]);
  });

  it('is left to somebody else whose it is, before anything is made', async () => {
    const { metadata } = apisixRoute.ours(basket);
    const { router, objects } = cluster(aRoute('basket'), { ...aRoute('help'), metadata });
    await expect(router.prepare(basket)).rejects.toThrow('somebody else keeps ApisixRoute basket-basket-canary.shop');
    await expect(router.ensure(basket, ALL_TO_PRIMARY)).rejects.toThrow(Stop);
    expect(objects.writes).toEqual([]);
  });
});

describe('a Canary for APISIX', () => {
  it('is refused without a route', () => {
    const { routeRef: _, ...spec } = basket.spec;
    expect(apisix.problems({ ...basket, spec }).map(({ field }) => field)).toEqual(['spec.routeRef']);
  });

  it.each([
    ['there is none', [], 'apisixroute basket.shop not found'],
    ['it leads elsewhere', [{ ...aRoute('help'), metadata: aRoute('basket').metadata }], 'backend basket not found'],
  ])('waits for its route where %s', async (_title, there, words) => {
    const ensured = cluster(...there).router.ensure(basket, ALL_TO_PRIMARY);
    await expect(ensured).rejects.toThrow(Wait);
    await expect(ensured).rejects.toThrow(words);
  });

  it.each([
    ['backends', { backends: [backend, { ...backend, serviceName: 'help' }] }],
    ['upstreams', { backends: [backend], upstreams: [{ name: 'far' }] }],
  ])('stops at a rule that leads to the service beside other %s', async (_title, rule) => {
    const { router } = cluster(withRules({ name: 'main', ...rule }));
    await expect(router.ensure(basket, ALL_TO_PRIMARY)).rejects.toThrow(Stop);
  });
});
