import { describe, expect, it, jest } from '@jest/globals';
import { Wait, type Canary, type KubeObject, type Workloads } from '@flagger/api';
import { aCanary, aDeployment, MemoryConfigs, MemoryObjects } from '@flagger/testing';
import { createWorkloads, WORKLOAD_DEFAULTS } from './index.ts';

const canary = aCanary();

function workloadsIn(objects: readonly KubeObject[]): {
  readonly objects: MemoryObjects;
  readonly workloads: Workloads;
} {
  const memory = new MemoryObjects({ objects });
  return {
    objects: memory,
    workloads: createWorkloads({
      objects: memory,
      configs: new MemoryConfigs(memory),
      options: WORKLOAD_DEFAULTS,
      now: () => 0,
    }),
  };
}

describe('scaling the target', () => {
  const hpa = {
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: { name: 'podinfo', namespace: 'test' },
    spec: { minReplicas: 4 },
  };
  const scaledObject = {
    apiVersion: 'keda.sh/v1alpha1',
    kind: 'ScaledObject',
    metadata: { name: 'podinfo', namespace: 'test' },
    spec: { minReplicaCount: 3 },
  };
  const asleep = aDeployment({ spec: { replicas: 0 } });
  const primary = aDeployment({ metadata: { name: 'podinfo-primary' }, spec: { replicas: 5 } });
  const scaledBy = ({ apiVersion, kind }: KubeObject): Canary =>
    aCanary({ spec: { autoscalerRef: { apiVersion, kind, name: 'podinfo' } } });

  it.each<[string, readonly KubeObject[], Canary, number]>([
    ['as many replicas as the primary', [asleep, primary], canary, 5],
    ['one replica where there is no primary', [asleep], canary, 1],
    ['one replica where the primary has none', [asleep, { ...primary, spec: asleep.spec }], canary, 1],
    ['the least that its HorizontalPodAutoscaler allows', [asleep, primary, hpa], scaledBy(hpa), 4],
    ['the least that its ScaledObject allows', [asleep, primary, scaledObject], scaledBy(scaledObject), 3],
    [
      'one replica where the autoscaler may go to zero',
      [asleep, primary, { ...scaledObject, spec: { minReplicaCount: 0 } }],
      scaledBy(scaledObject),
      1,
    ],
    ['one replica where the autoscaler is missing', [asleep, primary], scaledBy(hpa), 1],
  ])('gives it %s', async (_what, objects, of, replicas) => {
    const { workloads, objects: memory } = workloadsIn(objects);
    expect(await workloads.wakeTarget(of)).toEqual(['Deployment podinfo']);
    expect(memory.writes).toMatchObject([{ verb: 'patch', body: { spec: { replicas } } }]);
  });

  it('asks for its HorizontalPodAutoscaler in the version that clusters serve', async () => {
    const { workloads, objects } = workloadsIn([asleep, hpa]);
    const read = jest.spyOn(objects, 'read');
    await workloads.wakeTarget(scaledBy({ ...hpa, apiVersion: 'autoscaling/v2beta2' }));
    expect(read).toHaveBeenCalledWith({ apiVersion: 'autoscaling/v2', kind: hpa.kind, metadata: hpa.metadata });
  });

  it.each([
    [
      'as many as the primary has, where that is more than it has',
      [aDeployment({ spec: { replicas: 3 } }), primary],
      5,
    ],
    ['as many as the primary has, where its autoscaler allows fewer', [asleep, primary, hpa], 5],
  ])('gives a target that is to take all users %s', async (_what, objects, replicas) => {
    const { workloads, objects: memory } = workloadsIn(objects);
    expect(await workloads.wakeTarget(scaledBy(hpa), true)).toEqual(['Deployment podinfo']);
    expect(memory.writes).toMatchObject([{ verb: 'patch', body: { spec: { replicas } } }]);
  });

  it('takes no pods from a target that has more than the primary', async () => {
    const { workloads } = workloadsIn([aDeployment({ spec: { replicas: 9 } }), primary]);
    expect(await workloads.wakeTarget(canary, true)).toEqual([]);
  });

  it('leaves a target alone that runs, or sleeps, already', async () => {
    const { workloads, objects } = workloadsIn([aDeployment(), primary]);
    expect(await workloads.wakeTarget(canary)).toEqual([]);
    await workloads.sleepTarget(canary);
    expect(await workloads.sleepTarget(canary)).toEqual([]);
    expect(objects.writes).toMatchObject([{ body: { spec: { replicas: 0 } } }]);
  });

  it('has nothing to put to sleep where there is no target, and waits to wake one', async () => {
    const { workloads } = workloadsIn([]);
    expect(await workloads.sleepTarget(canary)).toEqual([]);
    await expect(workloads.wakeTarget(canary)).rejects.toThrow(Wait);
  });
});
