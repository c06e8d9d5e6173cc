import {
  ALL_TO_CANARY,
  ALL_TO_PRIMARY,
  type KubeObject,
  MESH_DEFAULTS,
  type RoutedCanary,
  split,
  Stop,
} from '@flagger/api';
import { ORIGINAL, ownerNoted } from '@flagger/mesh-kit';
import { MemoryObjects, meshCanary } from '@flagger/testing';
import { describe, expect, it } from '@jest/globals';
import { kuma } from './index.ts';
import type { TrafficRoute } from './split.ts';
import { trafficRouteRef } from './traffic-route.ts';

const basket = meshCanary();
const stall = meshCanary({ namespace: 'stall' });
const tag = (service: string, namespace = 'shop') => ({ 'kuma.io/service': `${service}_${namespace}_svc_80` });

function aCluster(...objects: readonly KubeObject[]) {
  const cluster = new MemoryObjects({ objects });
  const router = kuma.router(cluster, { name: 'kuma', options: MESH_DEFAULTS });
  const named = (name: string) => cluster.peek<TrafficRoute>(trafficRouteRef(name));
  return { cluster, router, named };
}

const inMesh = (canary: RoutedCanary, mesh: string): RoutedCanary => ({
  ...canary,
  metadata: { ...canary.metadata, annotations: { 'kuma.io/mesh': mesh } },
});

/** As Flagger leaves it, which notes no owner. */
const ofFlagger: TrafficRoute = {
  ...trafficRouteRef('basket'),
  mesh: 'default',
  spec: {
    sources: [{ match: { 'kuma.io/service': '*' } }],
    destinations: [{ match: tag('basket') }],
    conf: {
      split: [
        { destination: tag('basket-primary'), weight: 70 },
        { destination: tag('basket-canary'), weight: 30 },
      ],
    },
  },
};

describe('the TrafficRoute of a canary', () => {
  it('is in no namespace, and so has no owner that Kubernetes would delete it without', async () => {
    const { router, named } = aCluster();
    await router.ensure(inMesh(basket, 'blue'), ALL_TO_PRIMARY);
    expect(named('basket')).toMatchObject({ mesh: 'blue', metadata: { annotations: ownerNoted(basket) } });
    expect(named('basket')?.metadata).not.toHaveProperty('namespace');
    expect(named('basket')?.metadata).not.toHaveProperty('ownerReferences');
  });

  it('has a longer name where another namespace has that one, and keeps it when that one is free', async () => {
    const { router, cluster, named } = aCluster();
    await router.ensure(basket, ALL_TO_PRIMARY);
    expect(await router.ensure(stall, ALL_TO_CANARY)).toEqual(['TrafficRoute basket.stall']);
    expect(named('basket.stall')?.spec?.destinations).toEqual([{ match: tag('basket', 'stall') }]);
    cluster.delete(trafficRouteRef('basket'));
    expect(await router.routes(stall)).toEqual(ALL_TO_CANARY);
    expect(await router.ensure(stall, ALL_TO_PRIMARY)).toEqual([]);
    expect(await router.ensure(basket, ALL_TO_PRIMARY)).toEqual(['TrafficRoute basket']);
    expect(await router.ensure(stall, ALL_TO_PRIMARY)).toEqual([]);
  });

  it('is taken over from Flagger with its shares, and is ours from then on', async () => {
    const { router, named } = aCluster(ofFlagger);
    await router.ensure(basket, ALL_TO_PRIMARY);
    expect(named('basket')?.spec).toEqual(ofFlagger.spec);
    expect(named('basket')?.metadata.annotations).toMatchObject(ownerNoted(basket));
    expect(Object.keys(named('basket')?.metadata.annotations ?? {})).toHaveLength(3);
    expect(await router.ensure(basket, ALL_TO_PRIMARY)).toEqual([]);
  });

  it('is taken over from a Canary of the same name that was before', async () => {
    const { router, named } = aCluster();
    await router.ensure(basket, ALL_TO_PRIMARY);
    const again = { ...basket, metadata: { ...basket.metadata, uid: 'another' } };
    expect(await router.ensure(again, ALL_TO_PRIMARY)).toEqual(['TrafficRoute basket']);
    expect(named('basket')?.metadata.annotations).toMatchObject(ownerNoted(again));
    await router.release(basket, true);
    expect(await router.routes(again)).toEqual(ALL_TO_PRIMARY);
  });

  it.each([
    ['stays', aCluster()],
    ['is of Flagger', aCluster(ofFlagger)],
    ['was given back', aCluster()],
  ])('is taken over from one that led to another port, where that %s', async (what, { router }) => {
    await router.ensure(basket, ALL_TO_PRIMARY);
    if (what === 'was given back') {
      await router.release(basket, true);
    }
    const { apex, primary, canary } = basket.backends;
    const at = (backend: typeof apex) => ({ ...backend, port: 9898 });
    const again: RoutedCanary = {
      ...basket,
      metadata: { ...basket.metadata, uid: 'another' },
      backends: { ...basket.backends, apex: at(apex), primary: at(primary), canary: at(canary) },
    };
    await router.prepare(again);
    await router.ensure(again, ALL_TO_PRIMARY);
    expect(await router.routes(again)).toEqual(ALL_TO_PRIMARY);
  });

  it('leads to the service that is called where the Canary is deleted', async () => {
    const { router, named } = aCluster();
    await router.ensure(basket, ALL_TO_CANARY);
    await router.release(basket, true);
    expect(named('basket')?.spec?.conf).toEqual({ split: [{ destination: tag('basket'), weight: 100 }] });
    await router.ensure(basket, ALL_TO_PRIMARY);
    expect(await router.routes(basket)).toEqual(ALL_TO_PRIMARY);
  });

  it('is not moved into another mesh', async () => {
    const { router } = aCluster(ofFlagger);
    await expect(router.prepare(inMesh(basket, 'blue'))).rejects.toThrow(Stop);
    await expect(router.ensure(inMesh(basket, 'blue'), ALL_TO_PRIMARY)).rejects.toThrow('found "blue"');
    await expect(router.prepare(inMesh(basket, 'default'))).resolves.toBeUndefined();
  });
});

describe("someone else's TrafficRoute", () => {
  const everybody = { match: { 'kuma.io/service': '*' } };
  const to = (service: string, weight = 100, tags: object = {}) => ({
    destination: { ...tag(service), ...tags },
    weight,
  });
  const theirs = ({ conf = { split: [to('basket')] }, ...others }: Readonly<Record<string, unknown>>): KubeObject => ({
    ...trafficRouteRef('basket'),
    spec: { sources: [everybody], destinations: [{ match: tag('basket') }], conf, ...others },
  });
  const legacy = { split: [to('basket', 80), to('legacy', 20)] };

  it('keeps how load is balanced, through each change of the split, and gets it back', async () => {
    const loadBalancer = { leastRequest: { choiceCount: 8 } };
    const object = theirs({ conf: { loadBalancer, destination: tag('basket') } });
    const { router, named } = aCluster(object);
    await router.prepare(basket);
    await router.ensure(basket, ALL_TO_PRIMARY);
    await router.setRoutes(basket, split(30));
    expect(await router.ensure(basket, ALL_TO_PRIMARY)).toEqual([]);
    expect(named('basket')?.spec).toEqual({
      ...ofFlagger.spec,
      conf: { loadBalancer, split: [to('basket-primary', 70), to('basket-canary', 30)] },
    });
    await router.release(basket);
    expect(named('basket')?.spec).toEqual(object.spec);
  });

  it.each([
    ['a share for legacy_shop_svc_80', { conf: legacy }],
    ['a share for legacy_shop_svc_80', { conf: { destination: tag('legacy') } }],
    [
      'a share for {"kuma.io/service":"basket_shop_svc_80","version":"2"}',
      { conf: { split: [to('basket', 90), to('basket', 10, { version: '2' })] } },
    ],
    [
      'conf.http',
      { conf: { split: [to('basket')], http: [{ match: { path: { prefix: '/old' } }, destination: tag('old') }] } },
    ],
    ['sources {"kuma.io/service":"web_shop_svc_80"}', { sources: [{ match: tag('web') }] }],
    ['sources {"kuma.io/service":"*","team":"a"}', { sources: [{ match: { ...everybody.match, team: 'a' } }] }],
    [
      'destinations {"kuma.io/service":"legacy_shop_svc_80"}',
      { destinations: [{ match: tag('basket') }, { match: tag('legacy') }] },
    ],
  ])('is refused with what would be lost, and left as it is: %s', async (lost, spec) => {
    const { cluster, router } = aCluster(theirs(spec));
    await expect(router.prepare(basket)).rejects.toThrow(`TrafficRoute basket with ${lost}, which would be lost`);
    await expect(router.ensure(basket, ALL_TO_PRIMARY)).rejects.toThrow(Stop);
    expect(cluster.writes).toEqual([]);
  });

  it.each([
    ['others get nothing', {}, { conf: { split: [to('basket'), to('legacy', 0)] } }],
    ['the Canary owns it', ownerNoted(basket), { conf: legacy }],
    ['it is taken over', { [ORIGINAL]: JSON.stringify(theirs({}).spec) }, { conf: legacy }],
    ['Flagger took it over', {}, { conf: { split: [to('basket-primary', 90), to('legacy', 10)] } }],
  ])('is ours where %s', async (_title, annotations, spec) => {
    const { router } = aCluster({ ...theirs(spec), metadata: { name: 'basket', annotations } });
    await router.prepare(basket);
    await router.ensure(basket, ALL_TO_PRIMARY);
    expect(await router.routes(basket)).toEqual(ALL_TO_PRIMARY);
  });
});
