import type { KubeObject } from '@flagger/api';
import type { MemoryShell } from '@flagger/testing';
import { describe, expect, it } from '@jest/globals';
import { aCanary, aDeployment, allIsWell, aShell, PRIMARY, running, success, TARGET } from './podinfo.ts';

const aConfig = (name: string, key: string): KubeObject & { readonly data: object } => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace: 'test' },
  data: { KEY: key },
});
const COPY = aConfig('settings-primary', '');

function configured(image: string, reference: object = { name: 'settings' }): KubeObject {
  const container = { name: 'main', image, envFrom: [{ configMapRef: reference }] };
  const { spec, ...target } = aDeployment(image);
  const template = { metadata: { labels: { app: 'podinfo' } }, spec: { containers: [container] } };
  return { ...target, spec: { ...spec, template } };
}

const setImage = (world: MemoryShell, image: string): void =>
  world.edit(TARGET, (found) => {
    const { replicas } = found.spec as { readonly replicas: number };
    return { ...found, spec: { ...(configured(image).spec as object), replicas } };
  });

const held = (world: MemoryShell): unknown => world.objects.peek<typeof COPY>(COPY)?.data;
const phase = (world: MemoryShell): unknown => world.canary().status?.phase;
const obstacle = (world: MemoryShell): unknown =>
  world.canary().status?.conditions?.find(({ type }) => type === 'Obstructed');
const told = (world: MemoryShell): string => world.events.map(({ message }) => message).join('\n');

const LOST = 'ConfigMap settings-primary is gone and ConfigMap settings is not known to be what was promoted';

/** A canary that is initialised, with a config; `isWell` says whether what it analyses is. */
async function initialised(isWell: () => boolean = () => true): Promise<MemoryShell> {
  const world = aShell({
    canary: aCanary(),
    find: (question) => (question.what === 'check' && !isWell() ? [success(10)] : allIsWell(question)),
  });
  world.objects.set(configured('podinfo:1'));
  world.objects.set(aConfig('settings', 'one'));
  world.start();
  await world.pass(20);
  expect([phase(world), held(world)]).toEqual(['Initialized', { KEY: 'one' }]);
  return world;
}

describe('a copy of a config that somebody deletes', () => {
  it.each(['Initialized', 'Succeeded'])(
    'is made again of what was promoted while the canary rests: %s',
    async (rest) => {
      const world = await initialised();
      if (rest === 'Succeeded') {
        setImage(world, 'podinfo:2');
        await world.pass(100);
      }
      expect(phase(world)).toBe(rest);
      const { length } = world.writes;
      world.objects.delete(COPY);
      await world.pass(3600);
      expect([held(world), world.writes.slice(length)]).toEqual([
        { KEY: 'one' },
        ['create ConfigMap settings-primary'],
      ]);
    },
  );

  it('is made again after a release that failed, where the original is what the copy held', async () => {
    const world = await initialised(() => false);
    setImage(world, 'podinfo:2');
    await world.pass(100);
    expect(phase(world)).toBe('Failed');
    world.objects.delete(COPY);
    await world.pass(10);
    expect([held(world), running(world, PRIMARY), phase(world)]).toEqual([{ KEY: 'one' }, 'podinfo:1 x2', 'Failed']);
  });

  it('is not made of what failed: that is told, until somebody makes it', async () => {
    const world = await initialised(() => false);
    world.objects.set(aConfig('settings', 'two'));
    await world.pass(100);
    expect([phase(world), held(world)]).toEqual(['Failed', { KEY: 'one' }]);
    world.objects.delete(COPY);
    await world.pass(3600);
    expect([held(world), phase(world)]).toEqual([undefined, 'Failed']);
    expect(obstacle(world)).toMatchObject({ status: 'True', reason: 'ConfigLost' });
    expect(told(world).split(LOST)).toHaveLength(2);
    expect(told(world)).toContain('new pods of podinfo-primary.test cannot start; create settings-primary');
    world.objects.set(aConfig('settings-primary', 'one'));
    await world.pass(10);
    expect(obstacle(world)).toBeUndefined();
  });

  it('while nobody looked is not made where no run says what was promoted', async () => {
    const world = await initialised(() => false);
    setImage(world, 'podinfo:2');
    await world.pass(100);
    if (world.process) {
      world.process.isDead = true;
    }
    world.objects.delete(COPY);
    world.start();
    await world.pass(60);
    expect([held(world), phase(world)]).toEqual([undefined, 'Failed']);
    expect(told(world)).toContain(LOST);
  });

  it('and whose original changes at the same time comes with what is analysed and promoted', async () => {
    const world = await initialised();
    world.objects.delete(COPY);
    world.objects.set(aConfig('settings', 'two'));
    await world.pass(20);
    expect([phase(world), held(world)]).toEqual(['Progressing', undefined]);
    expect(obstacle(world)).toMatchObject({ reason: 'ConfigLost' });
    await world.pass(100);
    expect([phase(world), held(world), obstacle(world)]).toEqual(['Succeeded', { KEY: 'two' }, undefined]);
  });

  it('is told where its original is gone as well', async () => {
    const world = await initialised();
    world.objects.delete(aConfig('settings', ''));
    world.objects.delete(COPY);
    await world.pass(60);
    expect(told(world)).toContain('configmap settings.test get query error');
    expect(held(world)).toBeUndefined();
  });

  it('is not one that was never there and that pods start without, whatever its name', async () => {
    const world = aShell();
    world.objects.set(configured('podinfo:1', { name: 'settings-primary', optional: true }));
    world.start();
    await world.pass(3600);
    expect([phase(world), obstacle(world)]).toEqual(['Initialized', undefined]);
    expect(told(world)).not.toContain('settings-primary');
  });
});
