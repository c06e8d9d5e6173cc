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

describe('a Canary whose target of the same name is of another kind than before', () => {
  const DAEMONS = { apiVersion: 'apps/v1', kind: 'DaemonSet', metadata: { name: 'podinfo', namespace: 'test' } };

  function nameDaemons(world: MemoryShell, image: string): void {
    const { spec } = aDeployment(image);
    world.objects.set({
      ...DAEMONS,
      spec: { ...spec, replicas: undefined, updateStrategy: { type: 'RollingUpdate' } },
    });
    world.edit(CANARY, (canary) => {
      const before = canary['spec'] as { readonly targetRef: object };
      return { ...canary, spec: { ...before, targetRef: { ...before.targetRef, kind: 'DaemonSet' } } };
    });
  }

  /** The labels of what serves under the names of the service, once the new primary is ready. */
  const apart = ['podinfo-primary-primary', 'podinfo-primary-primary', 'podinfo'].map((app) => ({ app }));

  it.each(['podinfo:1', 'podinfo:3'])('gets a primary of its own, apart from the former one: %s', async (image) => {
    const world = await initialised();
    nameDaemons(world, image);
    await world.pass(120);
    expect([phase(world), selectors(world), shares(world)]).toEqual(['Initialized', apart, [100, 0]]);
  });

  it('in a run, leads nobody to what it runs before that was analysed', async () => {
    const world = await initialised();
    setImage(world, 'podinfo:2');
    await world.pass(15);
    nameDaemons(world, 'podinfo:3');
    for (let seconds = 0; seconds < 300; seconds += 5) {
      await world.pass(5);
      expect(shares(world)[1]).toBeLessThan(100);
    }
    expect([phase(world), selectors(world), shares(world)]).toEqual(['Initialized', apart, [100, 0]]);
  });
});

describe('a target that is named anew while its autoscaler keeps its name', () => {
  it('has its primary scaled by the autoscaler that scaled the former one', async () => {
    const scaler = (target: string): KubeObject => ({
      apiVersion: 'autoscaling/v2',
      kind: 'HorizontalPodAutoscaler',
      metadata: { name: 'web', namespace: 'test' },
      spec: {
        scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: target },
        minReplicas: 2,
        maxReplicas: 8,
      },
    });
    const { apiVersion, kind } = scaler('');
    const canary = aCanary({
      spec: { service: { port: 80, name: 'web' }, autoscalerRef: { apiVersion, kind, name: 'web' } },
    });
    const world = aShell({ canary });
    world.objects.set(aDeployment('podinfo:2', 'podinfo-v2'));
    world.objects.set(scaler('podinfo'));
    world.start();
    await world.pass(30);
    world.objects.set(scaler('podinfo-v2'));
    nameOther(world);
    await world.pass(120);
    const made = world.objects.peek({ apiVersion, kind, metadata: { name: 'web-primary', namespace: 'test' } });
    expect(phase(world)).toBe('Initialized');
    expect(made).toMatchObject({ spec: { scaleTargetRef: { name: 'podinfo-v2-primary' } } });
  });
});
