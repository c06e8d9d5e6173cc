import type { Ref } from '@flagger/api';
import type { MemoryShell } from '@flagger/testing';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { aCanary, aDeployment, aShell, PRIMARY, ROUTE, running, setImage, TARGET, weights } from './podinfo.ts';
import { phase, reports, told } from './stuck-promotion.ts';

const CANARY = aCanary({ spec: { progressDeadlineSeconds: 60, service: { port: 80, name: 'web' } } });
const AGAIN = { ...TARGET, metadata: { name: 'again', namespace: 'test' } };
const AGAIN_PRIMARY = { ...TARGET, metadata: { name: 'again-primary', namespace: 'test' } };
const WEB = { ...ROUTE, metadata: { name: 'web', namespace: 'test' } };

function name(world: MemoryShell, target: string): void {
  world.edit(CANARY, (canary) => {
    const spec = canary['spec'] as { readonly targetRef: object };
    return { ...canary, spec: { ...spec, targetRef: { ...spec.targetRef, name: target } } };
  });
}

/** Whose pods users of the service, and of the primary's, get. */
const served = (world: MemoryShell): readonly unknown[] =>
  ['web', 'web-primary'].map((service) => {
    const ref = { apiVersion: 'v1', kind: 'Service', metadata: { name: service, namespace: 'test' } };
    return world.objects.peek<typeof ref & { readonly spec: { readonly selector: { readonly app: string } } }>(ref)
      ?.spec.selector.app;
  });

/** None of its pods starts, and Kubernetes has given up. */
function neverStarts(world: MemoryShell, ref: Ref): void {
  const conditions = [{ type: 'Progressing', status: 'False', reason: 'ProgressDeadlineExceeded' }];
  reports(world, ref, { replicas: 2, updatedReplicas: 2, readyReplicas: 0, availableReplicas: 0 }, conditions);
}

async function until(world: MemoryShell, wanted: string): Promise<void> {
  for (let seconds = 0; phase(world) !== wanted && seconds < 100; seconds++) {
    await world.pass(1);
  }
  expect(phase(world)).toBe(wanted);
}

describe('a target that is named again, whose primary never started', () => {
  let world: MemoryShell;

  /** Named once, when none of its pods started, and taken back. */
  beforeEach(async () => {
    world = aShell({ canary: CANARY });
    world.start();
    await world.pass(30);
    world.objects.set(aDeployment('podinfo:broken', 'again'));
    world.pods.podMs = 3_600_000;
    name(world, 'again');
    await world.pass(10);
    neverStarts(world, AGAIN);
    neverStarts(world, AGAIN_PRIMARY);
    await world.pass(30);
    world.pods.podMs = 2000;
    name(world, 'podinfo');
    await world.pass(30);
    expect([phase(world), running(world, AGAIN_PRIMARY), served(world)]).toEqual([
      'Initialized',
      'podinfo:broken x2',
      ['podinfo-primary', 'podinfo-primary'],
    ]);
  });

  const stays = async (): Promise<void> => {
    for (let seconds = 0; seconds < 100; seconds++) {
      await world.pass(1);
      expect([weights(world, WEB), served(world)]).toEqual([
        [100, 0],
        ['podinfo-primary', 'podinfo-primary'],
      ]);
    }
    expect(told(world).join('\n')).not.toContain('Promotion of again.test failed');
    expect(phase(world)).toBe('Initializing');
    setImage(world, 'podinfo:3', 'again');
    await world.pass(60);
    expect([phase(world), running(world, AGAIN_PRIMARY), served(world)]).toEqual([
      'Initialized',
      'podinfo:3 x2',
      ['again-primary', 'again-primary'],
    ]);
  };

  it.each(['Promoting', 'Finalising', 'Succeeded'])('leaves users where they are: %s', async (wanted) => {
    setImage(world, 'podinfo:2');
    await until(world, wanted);
    name(world, 'again');
    await world.pass(2);
    await stays();
  });

  it('takes nobody to the canary of the former one, whose run is over', async () => {
    setImage(world, 'podinfo:2');
    await until(world, 'Progressing');
    await world.pass(25);
    expect(weights(world, WEB)[1]).toBeGreaterThan(0);
    name(world, 'again');
    await world.pass(2);
    expect(running(world, PRIMARY)).toBe('podinfo:1 x2');
    await stays();
  });
});
