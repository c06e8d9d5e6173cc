import { ALL_TO_PRIMARY, MESH_DEFAULTS, split } from '@flagger/api';
import { meshCanary, MemoryObjects } from '@flagger/testing';
import { describe, expect, it } from '@jest/globals';
import type { HttpProxy } from './contour-api.ts';
import { httpProxyRef } from './http-proxy.ts';
import { contour } from './index.ts';

const basket = meshCanary();
const help = { conditions: [{ prefix: '/help' }], services: [{ name: 'help', port: 80 }] };
const theirs = {
  ...httpProxyRef(basket),
  spec: {
    ingressClassName: 'theirs',
    virtualhost: { fqdn: 'basket.example.com' },
    routes: [{ conditions: [{ prefix: '/' }], services: [{ name: 'basket', port: 80 }] }, help],
  },
};

function cluster(objects: MemoryObjects, className = '') {
  const ingress = { ...MESH_DEFAULTS.ingress, className };
  return contour.router(objects, { name: 'contour', options: { ...MESH_DEFAULTS, ingress } });
}

describe('the HTTPProxy of a canary', () => {
  it.each(['', 'edge'])('is of the class that -ingress-class names: %j', async (className) => {
    const objects = new MemoryObjects();
    await cluster(objects, className).ensure(basket, ALL_TO_PRIMARY);
    const { spec } = objects.peek<HttpProxy>(httpProxyRef(basket)) ?? {};
    expect(spec?.ingressClassName).toBe(className || undefined);
  });

  it('says how often a request is tried where the Canary does not, as the API server would fill it in each time', async () => {
    const objects = new MemoryObjects();
    await cluster(objects).ensure(meshCanary({ service: { retries: { perTryTimeout: '2s' } } }), ALL_TO_PRIMARY);
    const [route] = objects.peek<HttpProxy>(httpProxyRef(basket))?.spec?.routes ?? [];
    expect(route?.retryPolicy).toEqual({ count: 1, perTryTimeout: '2s' });
  });

  it('leads to the service that is called where the Canary is deleted', async () => {
    const objects = new MemoryObjects();
    const router = cluster(objects);
    await router.ensure(basket, split(30));
    await router.release(basket, true);
    expect(objects.peek<HttpProxy>(httpProxyRef(basket))?.spec?.routes).toEqual([
      { conditions: [{ prefix: '/' }], services: [{ name: 'basket', port: 80 }] },
    ]);
  });

  const route = (prefix: string, ...names: readonly string[]) => ({
    conditions: [{ prefix }],
    services: names.map((name) => ({ name, port: 80 })),
  });

  it.each([
    [
      'of ours among those of others',
      [route('/api', 'basket'), route('/', 'web')],
      'routes for web, beside one for basket at prefix /api, which would be lost',
    ],
    ['that splits with another service', [route('/', 'basket', 'legacy')], 'splits between basket, legacy'],
  ])("refuses somebody's own with a route %s", async (_title, routes, words) => {
    for (const act of ['prepare', 'ensure'] as const) {
      const objects = new MemoryObjects({ objects: [{ ...theirs, spec: { routes } }] });
      await expect(cluster(objects)[act](basket, ALL_TO_PRIMARY)).rejects.toThrow(words);
      expect(objects.writes).toEqual([]);
    }
  });

  it.each<[string, object, string]>([
    ['who may come', { ipAllowPolicy: [{ source: 'Remote', cidr: '10.0.0.0/8' }] }, 'ipAllowPolicy'],
    ['a token', { jwtVerificationPolicy: { require: 'ours' } }, 'jwtVerificationPolicy'],
    [
      'a rewrite, which a Canary has no word for here',
      { pathRewritePolicy: { replacePrefix: [] } },
      'pathRewritePolicy',
    ],
    ['websockets', { enableWebsockets: true }, 'enableWebsockets'],
    ['headers', { requestHeadersPolicy: { set: [{ name: 'x-a', value: '1' }] } }, 'requestHeadersPolicy'],
    [
      'a certificate',
      { services: [{ name: 'basket', port: 80, validation: { caSecret: 'ca' } }] },
      'services[0].validation',
    ],
    [
      'a secret header',
      { conditions: [{ prefix: '/' }, { header: { name: 'x-key', exact: '7' } }] },
      'conditions[1].header',
    ],
  ])("refuses somebody's own with a route that says what no Canary says: %s", async (_title, more, field) => {
    for (const act of ['prepare', 'ensure'] as const) {
      const routes = [route('/x', 'basket'), { ...route('/', 'basket'), ...more }];
      const objects = new MemoryObjects({ objects: [{ ...theirs, spec: { routes } }] });
      await expect(cluster(objects)[act](basket, ALL_TO_PRIMARY)).rejects.toThrow(
        `HTTPProxy basket.shop with spec.routes[1].${field}, which would be lost`,
      );
      expect(objects.writes).toEqual([]);
    }
  });

  it("takes somebody's own over with what a Canary says, what we write, or what only routes of others have", async () => {
    const header = { set: [{ name: 'l5d-dst-override', value: 'basket.shop.svc.cluster.local:80' }] };
    const test = { header: { name: 'x-cohort', exact: 'early' } };
    const ours = {
      conditions: [{ prefix: '/' }, test],
      services: [{ name: 'basket', port: 80, requestHeadersPolicy: header }],
      requestHeadersPolicy: header,
      timeoutPolicy: { response: '5s' },
      retryPolicy: { count: 2 },
      enableWebsockets: false,
    };
    const asked = meshCanary({ analysis: { iterations: 2, match: [{ headers: { 'x-cohort': { exact: 'early' } } }] } });
    const objects = new MemoryObjects({ objects: [{ ...theirs, spec: { routes: [ours] } }] });
    await expect(cluster(objects).prepare(asked)).resolves.toBeUndefined();
    const guarded = { ...help, ipAllowPolicy: [{ source: 'Remote', cidr: '10.0.0.0/8' }] };
    const others = new MemoryObjects({ objects: [{ ...theirs, spec: { routes: [route('/', 'basket'), guarded] } }] });
    await expect(cluster(others).prepare(basket)).resolves.toBeUndefined();
  });

  it("does not refuse what somebody adds to an object that is taken over, or that is the Canary's own", async () => {
    for (const objects of [new MemoryObjects(), new MemoryObjects({ objects: [theirs] })]) {
      await cluster(objects).ensure(basket, ALL_TO_PRIMARY);
      const routes = [{ ...route('/', 'basket'), enableWebsockets: true }];
      await objects.patch(httpProxyRef(basket), { spec: { routes } });
      await expect(cluster(objects).prepare(basket)).resolves.toBeUndefined();
    }
  });

  it("takes somebody's own over where the Canary says its path, or nobody else is in it, and refuses it never after", async () => {
    const api = meshCanary({ service: { match: [{ uri: { prefix: '/api' } }] } });
    for (const [asked, routes] of [
      [api, [route('/api', 'basket'), route('/', 'web')]],
      [basket, [route('/api', 'basket')]],
    ] as const) {
      const objects = new MemoryObjects({ objects: [{ ...theirs, spec: { routes } }] });
      await cluster(objects).ensure(asked, ALL_TO_PRIMARY);
      await expect(cluster(objects).prepare(meshCanary())).resolves.toBeUndefined();
    }
  });

  it("keeps what somebody's own says of hosts, class and other services", async () => {
    const objects = new MemoryObjects({ objects: [theirs] });
    const router = cluster(objects, 'edge');
    await router.ensure(basket, ALL_TO_PRIMARY);
    await router.setRoutes(basket, split(30));
    const { spec } = objects.peek<HttpProxy>(httpProxyRef(basket)) ?? {};
    expect(spec).toMatchObject({ ingressClassName: 'theirs', virtualhost: { fqdn: 'basket.example.com' } });
    expect(spec?.routes).toHaveLength(2);
    expect(spec?.routes?.[1]).toEqual(help);
  });
});
