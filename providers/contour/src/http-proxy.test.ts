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

  it('leads to the service that is called where the Canary is deleted', async () => {
    const objects = new MemoryObjects();
    const router = cluster(objects);
    await router.ensure(basket, split(30));
    await router.release(basket, true);
    expect(objects.peek<HttpProxy>(httpProxyRef(basket))?.spec?.routes).toEqual([
      { conditions: [{ prefix: '/' }], services: [{ name: 'basket', port: 80 }] },
    ]);
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
