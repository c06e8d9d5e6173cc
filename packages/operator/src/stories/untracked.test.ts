import type { KubeObject } from '@flagger/api';
import { createWorkloads, WORKLOAD_DEFAULTS } from '@flagger/kubernetes';
import type { MemoryShell } from '@flagger/testing';
import { describe, expect, it } from '@jest/globals';
import { aDeployment, aShell, PRIMARY } from './podinfo.ts';

const told = (world: MemoryShell): readonly string[] => world.events.map(({ message }) => message);
const settings = (value: string): KubeObject & { readonly data: object } => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'settings', namespace: 'test' },
  data: { value },
});

function configured(image: string): KubeObject {
  const { spec, ...target } = aDeployment(image);
  const containers = [{ name: 'main', image, envFrom: [{ configMapRef: { name: 'settings' } }] }];
  return { ...target, spec: { ...spec, template: { metadata: { labels: { app: 'podinfo' } }, spec: { containers } } } };
}

/** A Canary that is at rest, and what `-enable-config-tracking` says from the next start on. */
async function atRest(trackConfigs: boolean): Promise<{ world: MemoryShell; restart: (track: boolean) => void }> {
  let track = trackConfigs;
  const world = aShell({
    workloads: (deps) => createWorkloads({ ...deps, options: { ...WORKLOAD_DEFAULTS, trackConfigs: track } }),
  });
  world.objects.set(configured('podinfo:1'));
  world.objects.set(settings('one'));
  const restart = (isTracked: boolean): void => {
    if (world.process) {
      world.process.isDead = true;
    }
    track = isTracked;
    world.start();
  };
  restart(trackConfigs);
  await world.pass(30);
  expect(world.canary().status?.phase).toBe('Initialized');
  return { world, restart };
}

describe('a start with another -enable-config-tracking', () => {
  it.each([[[false]], [[false, true]]])('begins no run by itself: %j', async (each) => {
    const { world, restart } = await atRest(true);
    const before = [world.objects.peek(PRIMARY)?.spec, told(world)];
    for (const track of each) {
      restart(track);
      await world.pass(200);
    }
    expect(world.canary().status?.phase).toBe('Initialized');
    expect([world.objects.peek(PRIMARY)?.spec, told(world)]).toEqual(before);
  });

  it('has configs begin no run while it is off, and one once it is on again', async () => {
    const { world, restart } = await atRest(true);
    restart(false);
    world.objects.set(settings('two'));
    await world.pass(200);
    expect(world.canary().status?.phase).toBe('Initialized');
    restart(true);
    await world.pass(200);
    expect(told(world)).toContain('New revision detected! Scaling up podinfo.test');
  });
});
