import type { KubeObject } from '@flagger/api';
import type { MemoryShell } from '@flagger/testing';
import { describe, expect, it } from '@jest/globals';
import { aCanary, aDeployment, aShell, ROUTE, setImage, weights } from './podinfo.ts';

const WEB = { spec: { service: { port: 80, name: 'web' } } };
const bornAt = (canary: KubeObject, creationTimestamp: string): KubeObject => ({
  ...canary,
  metadata: { ...canary.metadata, creationTimestamp },
});
const ELDER = bornAt(aCanary({ name: 'podinfo', ...WEB }), '2026-01-01T00:00:01Z');
const YOUNGER = bornAt(aCanary({ name: 'podinfo-v2', ...WEB }), '2026-01-01T00:00:02Z');

interface Service extends KubeObject {
  readonly spec: { readonly selector: { readonly app: string } };
}

const selected = (world: MemoryShell): readonly unknown[] =>
  ['web', 'web-primary'].map((name) => {
    const service = { apiVersion: 'v1', kind: 'Service', metadata: { name, namespace: 'test' } };
    return world.objects.peek<Service>(service)?.spec.selector.app;
  });

/** Two Canaries of one service, of which the elder leads its users; what the younger one names does not start. */
async function both(): Promise<MemoryShell> {
  const world = aShell({ canary: ELDER });
  world.objects.set(aDeployment('podinfo:2', 'podinfo-v2'));
  world.objects.set(YOUNGER);
  world.pods.broken.add('podinfo:2');
  world.start();
  await world.pass(30);
  expect(selected(world)).toEqual(['podinfo-primary', 'podinfo-primary']);
  return world;
}

describe('a service that its Canary leaves to another one', () => {
  it('leads to the primary of the former until that of the latter has pods', async () => {
    const world = await both();
    world.edit(ELDER, (canary) => ({
      ...canary,
      spec: { ...Object(canary['spec']), service: { port: 80, name: 'shop' } },
    }));
    await world.pass(60);
    expect(selected(world)).toEqual(['podinfo-primary', 'podinfo-primary']);
    setImage(world, 'podinfo:3', 'podinfo-v2');
    await world.pass(60);
    expect(selected(world)).toEqual(['podinfo-v2-primary', 'podinfo-v2-primary']);
    expect(world.canary('test/podinfo-v2').status?.phase).toBe('Initialized');
  });
});

describe('a Canary that names the service of another one in the middle of a run', () => {
  it('ends its run and leads nobody of that service to its own primary, nor away from the canary of the other', async () => {
    const spec = { progressDeadlineSeconds: 60, service: { port: 80, name: 'shop' } };
    const world = aShell({ canary: ELDER });
    world.objects.set(aDeployment('podinfo:1', 'podinfo-v2'));
    world.objects.set(bornAt(aCanary({ name: 'podinfo-v2', spec }), '2026-01-01T00:00:02Z'));
    world.start();
    await world.pass(30);
    setImage(world, 'podinfo:2', 'podinfo-v2');
    await world.pass(15);
    const shop = { ...ROUTE, metadata: { ...ROUTE.metadata, name: 'shop' } };
    const web = { ...ROUTE, metadata: { ...ROUTE.metadata, name: 'web' } };
    expect(weights(world, shop)).toEqual([70, 30]);
    world.edit(YOUNGER, (canary) => ({ ...canary, spec: { ...Object(canary['spec']), service: WEB.spec.service } }));
    const seen: unknown[] = [];
    for (let second = 0; second < 100; second += 5) {
      await world.pass(5);
      seen.push(selected(world));
    }
    expect(new Set(seen.map(String))).toEqual(new Set(['podinfo-primary,podinfo-primary']));
    expect([weights(world, shop), weights(world, web)]).toEqual([
      [100, 0],
      [100, 0],
    ]);
    expect(world.canary('test/podinfo-v2').status?.phase).toBe('Failed');
  });
});
