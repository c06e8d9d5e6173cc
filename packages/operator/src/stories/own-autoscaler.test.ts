import type { Ref } from '@flagger/api';
import { createWorkloads, WORKLOAD_DEFAULTS } from '@flagger/kubernetes';
import type { MemoryShell } from '@flagger/testing';
import { describe, expect, it } from '@jest/globals';
import { aCanary, aShell, PRIMARY, running, setImage, TARGET, weights } from './podinfo.ts';

const AUTOSCALER = {
  apiVersion: 'autoscaling/v2',
  kind: 'HorizontalPodAutoscaler',
  metadata: { name: 'podinfo-primary', namespace: 'test' },
  spec: { scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'podinfo-primary' }, maxReplicas: 200 },
};

const scale = (world: MemoryShell, ref: Ref, replicas: number): void =>
  world.edit(ref, (found) => ({ ...found, spec: { ...(found.spec as object), replicas } }));

describe('an autoscaler of the primary that its Canary does not name', () => {
  it('has the pods that it gave the primary when everybody is on it again', async () => {
    const call = async (): Promise<object> => ({ items: [AUTOSCALER] });
    const world = aShell({
      workloads: (deps) => createWorkloads({ ...deps, options: WORKLOAD_DEFAULTS, calls: { call } }),
    });
    world.start();
    await world.pass(20);
    scale(world, PRIMARY, 150);
    await world.pass(60);
    setImage(world, 'podinfo:2');
    await world.pass(12);
    scale(world, TARGET, 10);
    await world.pass(200);
    expect(world.canary().status?.phase).toBe('Succeeded');
    expect(running(world, PRIMARY)).toBe('podinfo:2 x150');
  });
});

describe('an autoscaler that took most pods from the primary while the canary had the users', () => {
  it('has nobody wait for the pods that they need: the primary has them when everybody is on it again', async () => {
    const { apiVersion, kind, spec } = AUTOSCALER;
    const autoscalerRef = { apiVersion, kind, name: 'podinfo' };
    const world = aShell({ canary: aCanary({ analysis: { maxWeight: 90 }, spec: { autoscalerRef } }) });
    const named = { ...AUTOSCALER, metadata: { name: 'podinfo', namespace: 'test' } };
    world.objects.set({ ...named, spec: { ...spec, scaleTargetRef: { kind: 'Deployment', name: 'podinfo' } } });
    world.start();
    await world.pass(30);
    setImage(world, 'podinfo:2');
    await world.pass(25);
    scale(world, TARGET, 20);
    scale(world, PRIMARY, 1);
    await world.pass(1);
    expect(weights(world)[1]).toBeGreaterThan(30);
    await world.pass(200);
    expect([world.canary().status?.phase, running(world, PRIMARY)]).toEqual(['Succeeded', 'podinfo:2 x20']);
    const served = world.writes.filter((write) => write.includes('Deployment podinfo-primary'));
    expect(served).toEqual(['create Deployment podinfo-primary', 'replace Deployment podinfo-primary']);
  });
});
