import type { KubeObject } from '@flagger/api';
import type { MemoryShell } from '@flagger/testing';
import { describe, expect, it } from '@jest/globals';
import { aCanary, aShell, PRIMARY, running, setImage, TARGET } from './podinfo.ts';

const PAUSED = 'autoscaling.keda.sh/paused-replicas';
const HPA = { apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler' } as const;
const KEDA = { apiVersion: 'keda.sh/v1alpha1', kind: 'ScaledObject' } as const;
type Kind = typeof HPA | typeof KEDA;

const scaler = (kind: Kind, name = 'podinfo'): KubeObject => ({
  ...kind,
  metadata: { name, namespace: 'test' },
  spec: { maxReplicas: 10, scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'podinfo' } },
});
const named = (kind: Kind, name = 'podinfo') => ({ autoscalerRef: { ...kind, name } });
const CANARY = aCanary();
const phase = (world: MemoryShell): unknown => world.canary().status?.phase;
const told = (world: MemoryShell): readonly string[] =>
  world.events.map(({ message }) => message).filter((message) => message.includes('delete it'));
const scaledBy = (world: MemoryShell): unknown =>
  world.canary().status?.conditions?.find(({ type }) => type === 'Scaled')?.message;
const isThere = (world: MemoryShell, kind: Kind, name: string): boolean =>
  world.objects.peek(scaler(kind, name)) !== undefined;

async function initialised(spec: object, kind: Kind): Promise<MemoryShell> {
  const world = aShell({ canary: aCanary({ spec }) });
  world.objects.set(scaler(kind));
  world.start();
  await passWithKeda(world, 30);
  expect([phase(world), running(world, TARGET)]).toEqual(['Initialized', 'podinfo:1 x0']);
  return world;
}

/** The Canary names another autoscaler, or none. */
const name = (world: MemoryShell, other: object): void =>
  world.edit(CANARY, (found) => {
    const { autoscalerRef: _, ...spec } = found['spec'] as { readonly autoscalerRef?: object };
    return { ...found, spec: { ...spec, ...other } };
  });

/** KEDA holds what a paused ScaledObject scales at so many replicas. */
async function passWithKeda(world: MemoryShell, seconds: number): Promise<void> {
  for (let passed = 0; passed < seconds; passed += 10) {
    const paused = world.objects.peek(scaler(KEDA))?.metadata.annotations?.[PAUSED];
    if (paused !== undefined) {
      const at = { replicas: Number(paused) };
      world.edit(TARGET, (found) => ({ ...found, spec: { ...Object(found['spec']), ...at } }));
    }
    await world.pass(10);
  }
}

async function release(world: MemoryShell): Promise<void> {
  setImage(world, 'podinfo:2');
  await passWithKeda(world, 200);
}

describe('a Canary that names another autoscaler than before', () => {
  it.each([
    ['a HorizontalPodAutoscaler', named(HPA), 'HorizontalPodAutoscaler podinfo; ScaledObject podinfo was let go'],
    ['none', {}, 'ScaledObject podinfo was let go'],
  ])('has KEDA let its target go: %s', async (_title, other, condition) => {
    const world = await initialised(named(KEDA), KEDA);
    world.objects.set(scaler(HPA));
    name(world, other);
    await release(world);
    expect([phase(world), running(world, PRIMARY)]).toEqual(['Succeeded', 'podinfo:2 x2']);
    expect(world.objects.peek(scaler(KEDA))?.metadata.annotations).not.toHaveProperty([PAUSED]);
    expect(scaledBy(world)).toBe(condition);
  });

  it('has KEDA let its target go also where the operator comes back only then', async () => {
    const world = await initialised(named(KEDA), KEDA);
    if (world.process) {
      world.process.isDead = true;
    }
    name(world, {});
    world.start();
    await world.pass(30);
    expect(world.objects.peek(scaler(KEDA))?.metadata.annotations).not.toHaveProperty([PAUSED]);
  });

  it('leaves a ScaledObject alone that somebody else pauses afterwards', async () => {
    const world = await initialised(named(KEDA), KEDA);
    name(world, {});
    await world.pass(30);
    world.edit(scaler(KEDA), (found) => ({
      ...found,
      metadata: { ...found.metadata, annotations: { [PAUSED]: '0' } },
    }));
    await world.pass(600);
    expect(world.objects.peek(scaler(KEDA))?.metadata.annotations).toHaveProperty([PAUSED]);
  });

  it.each([0, 60])('gives its users back to a target with pods when it is deleted %i s later', async (seconds) => {
    const world = await initialised({ revertOnDeletion: true, ...named(KEDA) }, KEDA);
    name(world, {});
    await passWithKeda(world, seconds);
    const deletionTimestamp = '2026-01-01T00:10:00Z';
    world.edit(CANARY, (found) => ({ ...found, metadata: { ...found.metadata, deletionTimestamp } }));
    await passWithKeda(world, 300);
    expect(running(world, TARGET)).toBe('podinfo:1 x2');
    expect(world.events.at(-1)?.message).toBe('Terminated canary podinfo.test');
  });

  it.each([
    ['by another name', HPA, HPA, 'podinfo-v2'],
    ['of another kind', HPA, KEDA, 'podinfo'],
    ['of the other kind', KEDA, HPA, 'podinfo'],
  ])('has its primary scaled by one at a time: %s', async (_title, before, after, other) => {
    const world = await initialised(named(before), before);
    world.objects.set(scaler(after, other));
    name(world, named(after, other));
    await release(world);
    expect([phase(world), told(world)]).toEqual([
      'Succeeded',
      [
        `${before.kind} podinfo-primary scales podinfo-primary as the former spec.autoscalerRef said: delete it, the one for ${after.kind} ${other} is made then`,
      ],
    ]);
    expect([isThere(world, before, 'podinfo-primary'), isThere(world, after, `${other}-primary`)]).toEqual([
      true,
      false,
    ]);
    world.objects.delete(scaler(before, 'podinfo-primary'));
    await world.pass(30);
    expect(isThere(world, after, `${other}-primary`)).toBe(true);
    expect(scaledBy(world)).toBe(`${after.kind} ${other}`);
  });
});
