import type { KubeObject } from '@flagger/api';
import type { MemoryShell } from '@flagger/testing';
import { describe, expect, it } from '@jest/globals';
import { aCanary, aDeployment, aShell, PRIMARY, setImage, TARGET, weights } from './podinfo.ts';

const CANARY = aCanary({ spec: { service: { port: 80, name: 'web' } } });
const ROUTE = {
  apiVersion: 'networking.istio.io/v1beta1',
  kind: 'VirtualService',
  metadata: { name: 'web', namespace: 'test' },
};
const HELD =
  'Users stay on the primary that they are on until podinfo-primary.test has pods: podinfo-primary.test not ready: '
  + 'waiting for rollout to finish: 0 of 2 (readyThreshold 100%) updated replicas are available';

interface Service extends KubeObject {
  readonly spec: { readonly selector: { readonly app: string } };
}

const selected = (world: MemoryShell): readonly unknown[] =>
  ['web', 'web-primary', 'web-canary'].map((name) => {
    const service = { apiVersion: 'v1', kind: 'Service', metadata: { name, namespace: 'test' } };
    return world.objects.peek<Service>(service)?.spec.selector.app;
  });
const OLD = ['podinfo-primary', 'podinfo-primary', 'podinfo'];
const NEW = ['podinfo-v2-primary', 'podinfo-v2-primary', 'podinfo-v2'];

function nameTarget(world: MemoryShell, name: string): void {
  world.edit(CANARY, (canary) => {
    const spec = canary['spec'] as { readonly targetRef: object };
    return { ...canary, spec: { ...spec, targetRef: { ...spec.targetRef, name } } };
  });
}

/** As Kubernetes says it of pods on nodes that are gone, and of new ones. */
function available(world: MemoryShell, ref: typeof PRIMARY, availableReplicas: number): void {
  const conditions = [{ type: 'Progressing', status: 'True', reason: 'NewReplicaSetAvailable' }];
  world.edit(ref, (object) => ({ ...object, status: { ...Object(object.status), availableReplicas, conditions } }));
}

/** A Canary of podinfo that went over to podinfo-v2; then the pods of its former primary die. */
async function gone(): Promise<MemoryShell> {
  const world = aShell({ canary: CANARY });
  world.objects.set(aDeployment('podinfo:2', 'podinfo-v2'));
  world.start();
  await world.pass(20);
  nameTarget(world, 'podinfo-v2');
  await world.pass(60);
  expect(selected(world)).toEqual(NEW);
  available(world, PRIMARY, 0);
  await world.pass(5);
  return world;
}

describe('a Canary that names a target again whose primary has no pods just now', () => {
  it('keeps its users on the primary that they are on until it has, and says so', async () => {
    const world = await gone();
    nameTarget(world, 'podinfo');
    await world.pass(60);
    expect([selected(world), weights(world, ROUTE)]).toEqual([NEW, [100, 0]]);
    expect(world.events.filter(({ message }) => message === HELD)).toHaveLength(1);
    available(world, PRIMARY, 2);
    await world.pass(30);
    expect([selected(world), weights(world, ROUTE)]).toEqual([OLD, [100, 0]]);
  });

  it('does so in the middle of a run as well, and leads nobody to what the target is at', async () => {
    const world = await gone();
    setImage(world, 'podinfo:3', 'podinfo-v2');
    await world.pass(25);
    expect(weights(world, ROUTE)[1]).toBeGreaterThan(0);
    setImage(world, 'podinfo:9');
    world.edit(TARGET, (object) => ({ ...object, spec: { ...Object(object.spec), replicas: 2 } }));
    nameTarget(world, 'podinfo');
    await world.pass(60);
    expect([selected(world).slice(0, 2), weights(world, ROUTE)]).toEqual([NEW.slice(0, 2), [100, 0]]);
  });
});
