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
