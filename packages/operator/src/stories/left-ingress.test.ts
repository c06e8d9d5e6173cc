import type { KubeObject } from '@flagger/api';
import { nginx } from '@flagger/provider-nginx';
import { describe, expect, it } from '@jest/globals';
import { aCanary, aShell, setImage } from './podinfo.ts';

const NGINX = 'nginx.ingress.kubernetes.io';

const refTo = (name: string): object => ({ ingressRef: { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', name } });

const anIngress = (name: string): KubeObject => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'Ingress',
  metadata: { name, namespace: 'test' },
  spec: {
    rules: [
      {
        host: `${name}.example.com`,
        http: {
          paths: [{ path: '/', pathType: 'Prefix', backend: { service: { name: 'podinfo', port: { number: 80 } } } }],
        },
      },
    ],
  },
});

describe('a Canary that names another Ingress during a run', () => {
  it('leaves nobody on the canary beside the former one, and runs anew beside the other', async () => {
    const canary = aCanary({ spec: refTo('front') });
    const world = aShell({ canary, provider: nginx });
    world.objects.set(anIngress('front'));
    world.objects.set(anIngress('shop'));
    const share = (name: string): string | undefined =>
      world.objects.peek(anIngress(`${name}-canary`))?.metadata.annotations?.[`${NGINX}/canary-weight`];
    world.start();
    await world.pass(20);
    setImage(world, 'podinfo:2');
    await world.pass(12);
    expect([share('front'), share('shop')]).toEqual(['30', undefined]);
    world.edit(canary, (found) => ({ ...found, spec: { ...(found.spec as object), ...refTo('shop') } }));
    await world.pass(2);
    expect([share('front'), share('shop')]).toEqual(['0', '0']);
    await world.pass(20);
    expect([share('front'), Number(share('shop')) > 0]).toEqual(['0', true]);
  });
});
