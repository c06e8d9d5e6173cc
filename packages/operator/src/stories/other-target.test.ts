import type { KubeObject } from '@flagger/api';
import type { MemoryShell } from '@flagger/testing';
import { describe, expect, it } from '@jest/globals';
import { aCanary, aDeployment, aShell, PRIMARY, ROUTE, running, setImage, TARGET, weights } from './podinfo.ts';

const OTHER = { ...TARGET, metadata: { name: 'podinfo-v2', namespace: 'test' } };
const OTHER_PRIMARY = { ...TARGET, metadata: { name: 'podinfo-v2-primary', namespace: 'test' } };
const CANARY = aCanary({ spec: { service: { port: 80, name: 'web' } } });

interface Service extends KubeObject {
  readonly spec: { readonly selector: object };
}

const selectors = (world: MemoryShell, apex = 'web'): readonly unknown[] =>
  [apex, `${apex}-primary`, `${apex}-canary`].map((name) => {
    const service = { apiVersion: 'v1', kind: 'Service', metadata: { name, namespace: 'test' } };
    return world.objects.peek<Service>(service)?.spec.selector;
  });
const ofTarget = (name: string): readonly object[] =>
  [`${name}-primary`, `${name}-primary`, name].map((app) => ({ app }));

const shares = (world: MemoryShell, name = 'web'): readonly number[] =>
  weights(world, { ...ROUTE, metadata: { name, namespace: 'test' } });
const phase = (world: MemoryShell): unknown => world.canary().status?.phase;

async function initialised(canary = CANARY): Promise<MemoryShell> {
  const world = aShell({ canary });
  world.objects.set(aDeployment('podinfo:2', 'podinfo-v2'));
  world.start();
  await world.pass(20);
  expect(phase(world)).toBe('Initialized');
  return world;
}

const nameOther = (world: MemoryShell): void =>
  world.edit(CANARY, (canary) => {
    const spec = canary['spec'] as { readonly targetRef: object };
    return { ...canary, spec: { ...spec, targetRef: { ...spec.targetRef, name: 'podinfo-v2' } } };
  });

describe('a Canary that names another target than before', () => {
  it('keeps its users on the former primary until the new one is ready', async () => {
    const world = await initialised();
    world.pods.broken.add('podinfo:2');
    nameOther(world);
    await world.pass(60);
    expect([phase(world), selectors(world), shares(world)]).toEqual(['Initializing', ofTarget('podinfo'), [100, 0]]);
    setImage(world, 'podinfo:3', 'podinfo-v2');
    await world.pass(60);
    expect([phase(world), selectors(world)]).toEqual(['Initialized', ofTarget('podinfo-v2')]);
    expect([running(world, OTHER_PRIMARY), running(world, OTHER), running(world, PRIMARY)]).toEqual([
      'podinfo:3 x2',
      'podinfo:3 x0',
      'podinfo:1 x2',
    ]);
  });

  it('takes what the former one tried back from its users', async () => {
    const world = await initialised();
    setImage(world, 'podinfo:9');
    await world.pass(25);
    expect(shares(world)[1]).toBeGreaterThan(0);
    world.pods.broken.add('podinfo:2');
    nameOther(world);
    await world.pass(30);
    expect([phase(world), selectors(world), shares(world)]).toEqual(['Initializing', ofTarget('podinfo'), [100, 0]]);
  });

  it('releases the new one as any other', async () => {
    const world = await initialised();
    nameOther(world);
    await world.pass(60);
    setImage(world, 'podinfo:3', 'podinfo-v2');
    await world.pass(200);
    expect([phase(world), running(world, OTHER_PRIMARY)]).toEqual(['Succeeded', 'podinfo:3 x2']);
  });

  it('initialises it where the service is called after the target, and nobody is led away from the former one', async () => {
    const world = await initialised(aCanary());
    nameOther(world);
    await world.pass(60);
    expect([phase(world), running(world, OTHER_PRIMARY), running(world, PRIMARY)]).toEqual([
      'Initialized',
      'podinfo:2 x2',
      'podinfo:1 x2',
    ]);
    expect(selectors(world, 'podinfo').slice(0, 2)).toEqual(ofTarget('podinfo').slice(0, 2));
    expect(selectors(world, 'podinfo-v2')).toEqual(ofTarget('podinfo-v2'));
    expect([shares(world, 'podinfo'), shares(world, 'podinfo-v2')]).toEqual([
      [100, 0],
      [100, 0],
    ]);
  });
});
