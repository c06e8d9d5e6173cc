import type { Ref } from '@flagger/api';
import { createWorkloads, WORKLOAD_DEFAULTS } from '@flagger/kubernetes';
import type { MemoryShell } from '@flagger/testing';
import { describe, expect, it } from '@jest/globals';
import { aShell, PRIMARY, running, setImage, TARGET } from './podinfo.ts';

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
