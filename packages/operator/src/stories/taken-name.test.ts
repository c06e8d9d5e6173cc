import type { KubeObject } from '@flagger/api';
import type { MemoryShell } from '@flagger/testing';
import { describe, expect, it } from '@jest/globals';
import { aCanary, aShell, PRIMARY, ROUTE, running, setImage, TARGET, weights } from './podinfo.ts';

const aService = (name: string): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name, namespace: 'test' },
  spec: { selector: { app: 'database' }, ports: [{ port: 5432 }] },
});
const phase = (world: MemoryShell): unknown => world.canary().status?.phase;
const accepted = (world: MemoryShell): unknown =>
  world.canary().status?.conditions?.find(({ type }) => type === 'Accepted');
const isAsItWas = (world: MemoryShell, theirs: KubeObject): boolean => {
  const { spec, metadata } = world.objects.peek(theirs) ?? theirs;
  return JSON.stringify(spec) === JSON.stringify(theirs['spec']) && metadata.ownerReferences === undefined;
};
const rename = (world: MemoryShell): void =>
  world.edit(aCanary(), (canary) => ({
    ...canary,
    spec: { ...(canary['spec'] as object), service: { port: 80, name: 'shop' } },
  }));

describe.each(['primary', 'canary'])('somebody’s own Service that is called as that of the %s', (side) => {
  it('stays as it is: the Canary is refused, and users stay where they are until the name is free', async () => {
    const world = aShell();
    const theirs = world.objects.set(aService(`podinfo-${side}`));
    world.start();
    await world.pass(120);
    expect([phase(world), isAsItWas(world, theirs)]).toEqual(['Initializing', true]);
    expect(accepted(world)).toMatchObject({
      status: 'False',
      message: expect.stringMatching(
        new RegExp(`^spec\\.service\\.name: found "podinfo".*podinfo-${side} is somebody`),
      ),
    });
    const made = world.objects.all().map(({ kind, metadata }) => `${kind} ${metadata.name}`);
    expect(made.sort()).toEqual(['Canary podinfo', 'Deployment podinfo', `Service podinfo-${side}`]);
    expect(running(world, TARGET)).toBe('podinfo:1 x2');
    world.objects.delete(theirs);
    await world.pass(60);
    expect([phase(world), weights(world), running(world, PRIMARY)]).toEqual(['Initialized', [100, 0], 'podinfo:1 x2']);
  });

  it.each(['at rest', 'in a run'])('under a new service.name leaves users under the former one: %s', async (when) => {
    const world = aShell({ canary: aCanary({ spec: { progressDeadlineSeconds: 120 } }) });
    world.start();
    await world.pass(30);
    if (when === 'in a run') {
      setImage(world, 'podinfo:2');
      await world.pass(15);
      expect(weights(world)).toEqual([70, 30]);
    }
    const theirs = world.objects.set(aService(`shop-${side}`));
    rename(world);
    await world.pass(300);
    expect([weights(world), running(world, PRIMARY), isAsItWas(world, theirs)]).toEqual([
      [100, 0],
      'podinfo:1 x2',
      true,
    ]);
    expect(world.objects.peek({ ...ROUTE, metadata: { name: 'shop', namespace: 'test' } })).toBeUndefined();
    expect(phase(world)).toBe(when === 'at rest' ? 'Initialized' : 'Failed');
    world.objects.delete(theirs);
    await world.pass(120);
    expect(weights(world, { ...ROUTE, metadata: { name: 'shop', namespace: 'test' } })).toEqual([100, 0]);
  });
});
