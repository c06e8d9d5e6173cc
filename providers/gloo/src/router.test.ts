import { ALL_TO_CANARY, ALL_TO_PRIMARY, type KubeObject, MESH_DEFAULTS, Stop, Wait } from '@flagger/api';
import { ORIGINAL } from '@flagger/mesh-kit';
import { MemoryObjects, meshCanary } from '@flagger/testing';
import { describe, expect, it } from '@jest/globals';
import type { RouteTable, Upstream } from './gloo-api.ts';
import { gloo } from './index.ts';
import { routeTable, routeTableRef } from './route-table.ts';
import { upstreamRef } from './upstream.ts';

const UPSTREAM = { apiVersion: 'gloo.solo.io/v1', kind: 'Upstream', name: 'base', namespace: 'platform' } as const;
const plain = meshCanary();
const basket = { ...plain, spec: { ...plain.spec, upstreamRef: UPSTREAM } };
const SETTINGS = { circuitBreakers: { maxConnections: 100 }, useHttp2: true };
const base = (settings: object): KubeObject => ({
  apiVersion: 'gloo.solo.io/v1',
  kind: 'Upstream',
  metadata: { name: 'base', namespace: 'platform' },
  spec: { ...settings, kube: { serviceName: 'any', servicePort: 1 }, healthChecks: [{ timeout: '1s' }] },
});

function aCluster(...objects: readonly KubeObject[]) {
  const cluster = new MemoryObjects({ objects });
  const router = gloo.router(cluster, { name: 'gloo', options: MESH_DEFAULTS });
  const of = (side: 'primary' | 'canary') => cluster.peek<Upstream>(upstreamRef(plain, side));
  return { cluster, router, of };
}

describe('the Upstreams of a canary', () => {
  it('lead to the service of their side and its pods, with the settings of the one that is named', async () => {
    const { router, of } = aCluster(base(SETTINGS));
    expect(await router.ensure(basket, ALL_TO_PRIMARY)).toEqual([
      'Upstream shop-basket-primaryupstream-80',
      'Upstream shop-basket-canaryupstream-80',
      'RouteTable basket',
    ]);
    const kube = { serviceName: 'basket-canary', serviceNamespace: 'shop', servicePort: 80 };
    expect(of('canary')?.spec).toEqual({ ...SETTINGS, kube: { ...kube, selector: { app: 'basket' } } });
    expect(of('primary')?.spec?.kube?.selector).toEqual({ app: 'basket-primary' });
    expect(of('primary')?.metadata.ownerReferences).toMatchObject([{ kind: 'Canary', uid: basket.metadata.uid }]);
  });

  it('follow it, and keep what Gloo itself finds out', async () => {
    const { router, of, cluster } = aCluster(base(SETTINGS));
    await router.ensure(basket, ALL_TO_PRIMARY);
    await cluster.patch(upstreamRef(plain, 'canary'), { spec: { kube: { serviceSpec: { rest: {} } } } });
    expect(await router.ensure(basket, ALL_TO_PRIMARY)).toEqual([]);
    cluster.set(base({ loadBalancerConfig: { roundRobin: {} } }));
    expect(await router.ensure(basket, ALL_TO_PRIMARY)).toHaveLength(2);
    expect(of('canary')?.spec).toMatchObject({ loadBalancerConfig: { roundRobin: {} }, kube: { serviceSpec: {} } });
    expect(Object.keys(of('canary')?.spec ?? {}).sort()).toEqual(['kube', 'loadBalancerConfig']);
    expect(await router.ensure(basket, ALL_TO_PRIMARY)).toEqual([]);
  });

  it('keep settings of somebody where the Canary names none', async () => {
    const { router, of, cluster } = aCluster();
    await router.ensure(plain, ALL_TO_PRIMARY);
    await cluster.patch(upstreamRef(plain, 'canary'), { spec: SETTINGS });
    expect(await router.ensure(plain, ALL_TO_PRIMARY)).toEqual([]);
    expect(of('canary')?.spec).toMatchObject(SETTINGS);
  });

  it('wait for the one that is named, and for the pods to be known', async () => {
    const { router, cluster } = aCluster();
    await expect(router.ensure(basket, ALL_TO_PRIMARY)).rejects.toThrow(new Wait('upstream base.platform not found'));
    const { backends } = plain;
    const { selector: _unknown, ...canary } = backends.canary;
    const unseen = { ...plain, backends: { ...backends, canary } };
    await expect(router.ensure(unseen, ALL_TO_PRIMARY)).rejects.toThrow(Wait);
    expect(cluster.peek(routeTableRef(plain))).toBeUndefined();
  });
});

describe('the RouteTable of a canary', () => {
  it('leads to the service that is called where the Canary is deleted', async () => {
    const { router, cluster } = aCluster();
    await router.ensure(plain, ALL_TO_CANARY);
    await router.release(plain, true);
    const kube = { ref: { name: 'basket', namespace: 'shop' }, port: 80 };
    expect(cluster.peek<RouteTable>(routeTableRef(plain))?.spec?.routes).toEqual([
      { inheritablePathMatchers: true, routeAction: { single: { kube } } },
    ]);
  });

  it("is refused, before anything is made, where it is somebody else's and leads elsewhere as well", async () => {
    const single = (name: string) => ({ routeAction: { single: { upstream: { name, namespace: 'gloo-system' } } } });
    const table = (...names: readonly string[]) => ({ ...routeTableRef(plain), spec: { routes: names.map(single) } });
    const { router } = aCluster(table('shop-basket-80', 'shop-help-80'));
    await expect(router.prepare(plain)).rejects.toThrow(Stop);
    await expect(router.prepare(plain)).rejects.toThrow(
      'RouteTable basket.shop with 1 of its routes leading elsewhere',
    );
    await expect(aCluster(table('shop-basket-80')).router.prepare(plain)).resolves.toBeUndefined();
  });

  it('has no split with a third, or where the shares are not all there is', () => {
    const { routesOf } = routeTable;
    const to = (side: string, weight?: number) => ({
      destination: { upstream: { name: `shop-basket-${side}upstream-80` } },
      ...(weight === undefined ? {} : { weight }),
    });
    const read = (...destinations: readonly object[]) =>
      routesOf(plain, { ...routeTableRef(plain), spec: { routes: [{ routeAction: { multi: { destinations } } }] } });
    expect(read(to('primary', 100), to('canary'))).toEqual(ALL_TO_PRIMARY);
    expect(read(to('primary', 60), to('canary', 30))).toBeUndefined();
    expect(read(to('primary', 60), to('canary', 40), to('help'))).toBeUndefined();
    expect(read(to('primary'), to('primary', 100))).toBeUndefined();
  });
});

describe("someone else's RouteTable", () => {
  const single = { upstream: { name: 'shop-basket-80', namespace: 'gloo-system' } };
  const theirs = (fields: object, action: object = single) => ({ routeAction: { single: action }, ...fields });
  const table = (spec: object, metadata: object = {}): KubeObject => {
    const ref = routeTableRef(plain);
    return { ...ref, metadata: { ...ref.metadata, ...metadata }, spec };
  };

  it.each([
    ['options.extauth, options.jwtStaged', theirs({ options: { extauth: { disable: true }, jwtStaged: {} } })],
    ['options.timeout', theirs({ options: { timeout: '1s' } })],
    ['optionsConfigRefs', theirs({ optionsConfigRefs: { delegateOptions: [{ name: 'limits' }] } })],
    ['inheritableMatchers', theirs({ inheritableMatchers: true })],
    ['subset', theirs({}, { ...single, subset: { values: { version: '1' } } })],
    ['the matchers [{"prefix":"/api"}]', theirs({ matchers: [{ prefix: '/api' }] })],
    ['the matchers [{"prefix":"/","methods":["GET"]}]', theirs({ matchers: [{ prefix: '/', methods: ['GET'] }] })],
  ])('is refused with what would be lost, and left as it is: %s', async (lost, route) => {
    const { router, cluster } = aCluster(table({ routes: [route] }));
    await expect(router.prepare(plain)).rejects.toThrow(`RouteTable basket.shop with ${lost} of its routes, which`);
    await expect(router.ensure(plain, ALL_TO_PRIMARY)).rejects.toThrow(Stop);
    expect(cluster.peek<RouteTable>(routeTableRef(plain))?.spec).toEqual({ routes: [route] });
  });

  it.each([
    ['all come to one of its routes', [theirs({ matchers: [{ prefix: '/api' }] }), theirs({ name: 'rest' })], {}],
    ['a matcher fits everything', [theirs({ matchers: [{ prefix: '/', methods: [], caseSensitive: true }] })], {}],
    ['what it has is empty', [theirs({ options: {}, inheritableMatchers: false, inheritablePathMatchers: true })], {}],
    ['it was taken over', [theirs({ options: { timeout: '1s' } })], { annotations: { [ORIGINAL]: '{}' } }],
  ])('is taken over where %s, and keeps its weight', async (_title, routes, metadata) => {
    const { router, cluster } = aCluster(table({ routes, weight: 5 }, metadata));
    await router.prepare(plain);
    await router.ensure(plain, ALL_TO_PRIMARY);
    expect(await router.routes(plain)).toEqual(ALL_TO_PRIMARY);
    expect(cluster.peek<RouteTable>(routeTableRef(plain))?.spec).toMatchObject({ weight: 5 });
    expect(await router.ensure(plain, ALL_TO_PRIMARY)).toEqual([]);
  });
});
