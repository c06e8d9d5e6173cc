import type { KubeObject } from '@flagger/api';
import type { MemoryShell } from '@flagger/testing';
import { describe, expect, it } from '@jest/globals';
import { aCanary, aShell, ROUTE, running, TARGET, weights } from './podinfo.ts';

const CANARY = aCanary({ spec: { revertOnDeletion: true } });
const SERVICE: KubeObject = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'podinfo', namespace: 'test' },
  spec: { selector: { app: 'podinfo' }, ports: [{ name: 'http', port: 80 }] },
};
const THEIR_ROUTE: KubeObject = {
  ...ROUTE,
  spec: { hosts: ['podinfo.example'], gateways: ['edge'], http: [{ route: [{ destination: { host: 'podinfo' } }] }] },
};

interface Service extends KubeObject {
  readonly spec: { readonly selector: { readonly app: string } };
}

/** A Canary that took these over gets other names, one after the other. */
async function renamed(...there: readonly KubeObject[]): Promise<MemoryShell> {
  const world = aShell({ canary: CANARY });
  there.forEach((object) => world.objects.set(object));
  world.start();
  await world.pass(20);
  for (const name of ['podinfo-api', 'podinfo-web']) {
    world.edit(CANARY, (canary) => ({ ...canary, spec: { ...(canary.spec as object), service: { port: 80, name } } }));
    await world.pass(30);
  }
  return world;
}

const selector = (world: MemoryShell): unknown => world.objects.peek<Service>(SERVICE)?.spec.selector;

/** The Canary is deleted, and its users under the first name are looked at all the time. */
async function deletion(world: MemoryShell): Promise<unknown> {
  world.objects.cluster.remove(CANARY, 'hand');
  await world.pass(60);
  return [world.objects.peek(CANARY), selector(world), running(world, TARGET)];
}

describe('a Canary that had other names and is deleted', () => {
  it('gives the service of its first name back to the target, whose users were on the primary until then', async () => {
    const world = await renamed(SERVICE);
    expect([selector(world), weights(world)]).toEqual([{ app: 'podinfo-primary' }, [100, 0]]);
    expect(await deletion(world)).toEqual([undefined, { app: 'podinfo' }, 'podinfo:1 x2']);
  });

  it('gives routes back when it moves, and the service when it goes', async () => {
    const world = await renamed(SERVICE, THEIR_ROUTE);
    expect([selector(world), world.objects.peek(ROUTE)?.spec]).toEqual([{ app: 'podinfo-primary' }, THEIR_ROUTE.spec]);
    expect(await deletion(world)).toEqual([undefined, { app: 'podinfo' }, 'podinfo:1 x2']);
    expect(world.objects.peek(ROUTE)?.spec).toEqual(THEIR_ROUTE.spec);
  });

  it('leaves nothing that does not go with it, and nobody is led to what goes', async () => {
    const world = await renamed();
    await deletion(world);
    const names = ['podinfo', 'podinfo-api', 'podinfo-web'];
    const left = names.flatMap((name) =>
      [SERVICE, ROUTE].map((object) => world.objects.peek({ ...object, metadata: { name, namespace: 'test' } })),
    );
    expect(left.map((object) => object?.metadata.ownerReferences?.map(({ uid }) => uid))).toEqual(
      Array.from({ length: 6 }, () => [CANARY.metadata.uid]),
    );
    const routes = left.filter((object) => object?.kind === 'VirtualService');
    expect(routes.map((object) => JSON.stringify(object?.spec).match(/"host":"[^"]*"/g))).toEqual(
      names.map((name) => [`"host":"${name}"`]),
    );
  });
});
