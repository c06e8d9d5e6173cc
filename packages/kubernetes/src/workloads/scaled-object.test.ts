import { describe, expect, it, jest } from '@jest/globals';
import { type Canary, type KubeObject, mergePatched, NotInstalled, Wait } from '@flagger/api';
import { aCanary, aDaemonSet, aDeployment, type MemoryObjects } from '@flagger/testing';
import { workloadsOn } from '../../test/workloads-in-memory.ts';
import { PAUSED, type ScaledObject } from './scaled-object.ts';

const target = {
  apiVersion: 'keda.sh/v1alpha1',
  kind: 'ScaledObject',
  metadata: {
    name: 'scaler',
    namespace: 'test',
    labels: { owner: 'growth', 'kustomize.toolkit.fluxcd.io/name': 'apps' },
    annotations: { note: 'x', 'kustomize.toolkit.fluxcd.io/ssa': 'merge' },
  },
  spec: {
    scaleTargetRef: { name: 'podinfo', envSourceContainerName: 'main' },
    pollingInterval: 15,
    minReplicaCount: 2,
    maxReplicaCount: 6,
    fallback: { failureThreshold: 3, replicas: 2 },
    triggers: [
      {
        type: 'prometheus',
        name: 'rps',
        metadata: { threshold: '50', query: 'sum(rate(requests{app="podinfo"}[1m]))' },
      },
      { type: 'cpu', metadata: { value: '70' } },
    ],
  },
};
const scaledBy = (more: object = {}): Canary =>
  aCanary({
    spec: { autoscalerRef: { apiVersion: 'keda.sh/v1alpha1', kind: 'ScaledObject', name: 'scaler', ...more } },
  });
const canary = scaledBy();
const changed = (changes: object): KubeObject => mergePatched(target, changes) as KubeObject;
const paused = (at: string): KubeObject => changed({ metadata: { annotations: { [PAUSED]: at } } });
const asleep = aDeployment({ spec: { replicas: 0 } });

function on(...others: readonly KubeObject[]) {
  const { workloads, objects } = workloadsOn(others);
  const read = (name: string) => objects.peek<ScaledObject>({ ...target, metadata: { name, namespace: 'test' } });
  return { workloads, objects, read, primary: () => read('scaler-primary') };
}

async function copied(of: Canary, ...others: readonly KubeObject[]) {
  const all = on(...others);
  expect(await all.workloads.ensureScaler(of, false)).toEqual(['ScaledObject scaler-primary']);
  expect(await all.workloads.ensureScaler(of, false)).toEqual([]);
  return all;
}

/** From now on nobody serves ScaledObjects. */
function withoutKeda(objects: MemoryObjects): void {
  const read = objects.read.bind(objects);
  jest.spyOn(objects, 'read').mockImplementation(async (ref) => {
    if (ref.kind === 'ScaledObject') {
      throw new NotInstalled('ScaledObject keda.sh/v1alpha1 is not installed in this cluster');
    }
    return read(ref);
  });
}

const queryIn = (object: ScaledObject | undefined) => object?.spec.triggers?.[0]?.metadata?.['query'];

describe("the primary's ScaledObject", () => {
  it('is what the target has, for the primary', async () => {
    const { primary } = await copied(canary, target);
    expect(primary()?.metadata).toMatchObject({ name: 'scaler-primary', ownerReferences: [{ name: 'podinfo' }] });
    expect(primary()?.metadata.labels).toEqual({ owner: 'growth' });
    expect(primary()?.metadata.annotations).toEqual({ note: 'x' });
    expect(primary()?.spec).toMatchObject({
      ...target.spec,
      scaleTargetRef: { name: 'podinfo-primary', envSourceContainerName: 'main' },
      triggers: [
        { metadata: { threshold: '50', query: 'sum(rate(requests{app="podinfo-primary"}[1m]))' } },
        target.spec.triggers[1],
      ],
    });
  });

  it('has the numbers that the Canary says, and another HPA', async () => {
    const advanced = {
      advanced: { restoreToOriginalReplicaCount: true, horizontalPodAutoscalerConfig: { name: 'mine' } },
    };
    const of = scaledBy({ primaryScalerReplicas: { minReplicas: 4, maxReplicas: 9 } });
    const { primary } = await copied(of, changed({ spec: advanced }));
    expect(primary()?.spec).toMatchObject({
      minReplicaCount: 4,
      maxReplicaCount: 9,
      advanced: { restoreToOriginalReplicaCount: true, horizontalPodAutoscalerConfig: { name: 'mine-primary' } },
    });
  });

  it.each([
    ['podinfo + podinfo-canary', 'podinfo-primary + podinfo-primary'],
    ['podinfo-primary / podinfo', 'podinfo-primary / podinfo-primary'],
    ['other', 'other'],
  ])('asks for the primary wherever the target is named: %s', async (query, wanted) => {
    const trigger = { type: 'graphite', metadata: { query } };
    const { primary } = await copied(canary, changed({ spec: { triggers: [trigger] } }));
    expect(queryIn(primary())).toBe(wanted);
  });

  it('asks as the Canary says for triggers of that name, and else as the target does', async () => {
    const asked = async (queries: object) =>
      queryIn((await copied(scaledBy({ primaryScalerQueries: queries }), target)).primary());
    expect(await asked({ rps: 'mine' })).toBe('mine');
    expect(await asked({ other: 'mine' })).toBe(target.spec.triggers[0]?.metadata['query' as 'value']);
  });

  it('is brought to what the target says when the canary is promoted, and not before', async () => {
    const { workloads, objects, primary } = await copied(canary, target);
    objects.set(changed({ spec: { maxReplicaCount: 8 } }));
    expect(await workloads.ensureScaler(canary, false)).toEqual([]);
    expect(await workloads.ensureScaler(canary, true)).toEqual(['ScaledObject scaler-primary']);
    expect(primary()?.spec.maxReplicaCount).toBe(8);
    expect(await workloads.ensureScaler(canary, true)).toEqual([]);
  });

  it('is never paused with the target', async () => {
    const { workloads, objects, primary } = await copied(canary, paused('0'));
    expect(primary()?.metadata.annotations).toEqual({ note: 'x' });
    objects.set(mergePatched(primary(), { metadata: { annotations: { [PAUSED]: '0' } } }) as KubeObject);
    expect(await workloads.ensureScaler(canary, false)).toEqual(['ScaledObject scaler-primary']);
    expect(primary()?.metadata.annotations).toEqual({ note: 'x' });
  });

  it('stays paused at a number of pods that somebody wants', async () => {
    const { workloads, objects, primary } = await copied(canary, target);
    objects.set(mergePatched(primary(), { metadata: { annotations: { [PAUSED]: '5' } } }) as KubeObject);
    expect(await workloads.ensureScaler(canary, true)).toEqual([]);
    objects.set(changed({ spec: { maxReplicaCount: 8 } }));
    await workloads.ensureScaler(canary, true);
    expect(primary()?.metadata.annotations).toEqual({ note: 'x', [PAUSED]: '5' });
  });

  it('waits for that of the target, in the words of Flagger', async () => {
    const text = 'Keda ScaledObject scaler.test get query error: scaledobjects.keda.sh "scaler" not found';
    await expect(on().workloads.ensureScaler(canary, false)).rejects.toThrow(new Wait(text));
  });
});

describe('a primary without pods', () => {
  const sleeping = aDeployment({ metadata: { name: 'podinfo-primary' }, spec: { replicas: 0 } });
  const seen = async (spec: object, of = canary) => {
    const scaler = changed({ metadata: { name: 'scaler-primary' }, spec });
    return (await on(aDeployment(), sleeping, scaler).workloads.see(of)).primary;
  };

  it.each([{ minReplicaCount: 0 }, { minReplicaCount: null }, { minReplicaCount: 2, idleReplicaCount: 0 }])(
    'is ready where KEDA wakes it on demand: %j',
    async (spec) => {
      expect(await seen(spec)).toMatchObject({ state: { state: 'ready' }, isServing: true });
    },
  );

  it('is asleep where nobody does', async () => {
    const asleepState = { state: { state: 'asleep' }, isServing: false };
    expect(await seen({ minReplicaCount: 1 })).toMatchObject(asleepState);
    expect(await seen({ minReplicaCount: 0 }, aCanary({}))).toMatchObject(asleepState);
    expect((await on(aDeployment(), sleeping, target).workloads.see(canary)).primary).toMatchObject(asleepState);
  });

  it('is asleep where KEDA is not there any more', async () => {
    const { workloads, objects } = on(aDeployment(), sleeping);
    withoutKeda(objects);
    expect((await workloads.see(canary)).primary).toMatchObject({ state: { state: 'asleep' }, isServing: false });
  });
});

describe("the target's ScaledObject", () => {
  it('is paused before the target is scaled to zero, and let go before it is scaled up', async () => {
    const { workloads, objects, read } = on(aDeployment(), target);
    expect(await workloads.sleepTarget(canary)).toEqual(['ScaledObject scaler', 'Deployment podinfo']);
    expect(read('scaler')?.metadata.annotations).toMatchObject({ note: 'x', [PAUSED]: '0' });
    expect(await workloads.sleepTarget(canary)).toEqual([]);
    expect(await workloads.wakeTarget(canary)).toEqual(['ScaledObject scaler', 'Deployment podinfo']);
    expect(read('scaler')).toMatchObject({ metadata: { annotations: target.metadata.annotations } });
    expect(read('scaler')?.metadata.annotations).not.toHaveProperty([PAUSED]);
    expect(objects.writes.map(({ ref }) => ref.kind)).toEqual([
      'ScaledObject',
      'Deployment',
      'ScaledObject',
      'Deployment',
    ]);
  });

  it('is let go of a target that runs already', async () => {
    const { workloads } = on(aDeployment(), paused('0'));
    expect(await workloads.wakeTarget(canary)).toEqual(['ScaledObject scaler']);
  });

  it('that somebody paused at another number keeps no target awake, and is not let go in their stead', async () => {
    const { workloads, read } = on(aDeployment(), paused('3'));
    expect(await workloads.wakeTarget(canary)).toEqual([]);
    await workloads.sleepTarget(canary);
    expect(read('scaler')?.metadata.annotations).toMatchObject({ [PAUSED]: '0' });
  });

  it('of a DaemonSet is paused as well', async () => {
    const of = aCanary({ spec: { ...canary.spec, targetRef: { kind: 'DaemonSet' } } });
    expect(await on(aDaemonSet(), target).workloads.sleepTarget(of)).toEqual([
      'ScaledObject scaler',
      'DaemonSet podinfo',
    ]);
  });

  it.each(['is missing', 'is of a kind that nobody installed'])(
    'keeps no target awake or asleep where it %s',
    async (what) => {
      const { workloads, objects } = on(asleep);
      if (what !== 'is missing') {
        withoutKeda(objects);
      }
      expect(await workloads.wakeTarget(canary)).toEqual(['Deployment podinfo']);
      expect(await workloads.sleepTarget(canary)).toEqual(['Deployment podinfo']);
      await expect(workloads.ensureScaler(canary, false)).rejects.toThrow(Wait);
    },
  );
});
