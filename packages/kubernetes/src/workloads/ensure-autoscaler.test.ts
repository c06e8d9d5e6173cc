import { describe, expect, it, jest } from '@jest/globals';
import { type Canary, Conflict, type KubeObject, Wait } from '@flagger/api';
import { aCanary, MemoryObjects } from '@flagger/testing';
import type { HorizontalPodAutoscaler } from './autoscaler.ts';
import { ensureAutoscaler } from './ensure-autoscaler.ts';

const CPU = { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 75 } } };
const target = {
  apiVersion: 'autoscaling/v2',
  kind: 'HorizontalPodAutoscaler',
  metadata: {
    name: 'scaler',
    namespace: 'test',
    labels: { owner: 'growth', 'kustomize.toolkit.fluxcd.io/name': 'apps' },
    annotations: { 'note.example/purpose': 'scale on cpu' },
  },
  spec: {
    scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'podinfo' },
    minReplicas: 2,
    maxReplicas: 5,
    metrics: [CPU],
    behavior: { scaleDown: { stabilizationWindowSeconds: 120 } },
  },
};
const primaryRef = { ...target, metadata: { name: 'scaler-primary', namespace: 'test' } };
const canary = scaledBy();

function scaledBy(more: object = {}): Canary {
  return aCanary({
    spec: { autoscalerRef: { apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', name: 'scaler', ...more } },
  });
}

const withSpec = (changes: object): KubeObject => ({ ...target, spec: { ...target.spec, ...changes } });

async function created(of: Canary = canary): Promise<MemoryObjects> {
  const objects = new MemoryObjects({ objects: [target] });
  await ensureAutoscaler(objects, of, false);
  objects.writes.length = 0;
  return objects;
}

const primaryIn = (objects: MemoryObjects): HorizontalPodAutoscaler | undefined =>
  objects.peek<HorizontalPodAutoscaler>(primaryRef);

describe('creating the autoscaler of the primary', () => {
  it('copies what the target has, but for annotations and what is of Flux, and scales the primary', async () => {
    const objects = new MemoryObjects({ objects: [target] });
    expect(await ensureAutoscaler(objects, canary, false)).toEqual(['HorizontalPodAutoscaler scaler-primary']);
    expect(objects.writes).toEqual([
      {
        verb: 'create',
        ref: { apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', metadata: primaryRef.metadata },
        body: {
          apiVersion: 'autoscaling/v2',
          kind: 'HorizontalPodAutoscaler',
          metadata: {
            ...primaryRef.metadata,
            labels: { owner: 'growth' },
            ownerReferences: [
              {
                apiVersion: 'flagger.app/v1beta1',
                kind: 'Canary',
                name: 'podinfo',
                uid: 'canary-uid',
                controller: true,
                blockOwnerDeletion: true,
              },
            ],
          },
          spec: {
            ...target.spec,
            scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'podinfo-primary' },
          },
        },
      },
    ]);
  });

  it.each<[string, object, object]>([
    ['both', { minReplicas: 3, maxReplicas: 9 }, { minReplicas: 3, maxReplicas: 9 }],
    ['the least', { minReplicas: 4 }, { minReplicas: 4, maxReplicas: 5 }],
    ['the most', { maxReplicas: 8 }, { minReplicas: 2, maxReplicas: 8 }],
  ])('takes %s of its bounds from the Canary where that says so', async (_which, primaryScalerReplicas, bounds) => {
    expect(primaryIn(await created(scaledBy({ primaryScalerReplicas })))?.spec).toMatchObject(bounds);
  });

  it('is needed while an update is due too', async () => {
    const objects = new MemoryObjects({ objects: [target] });
    expect(await ensureAutoscaler(objects, canary, true)).toEqual(['HorizontalPodAutoscaler scaler-primary']);
  });

  it('reads and writes autoscaling/v2 where the Canary names a version that clusters do not serve any more', async () => {
    const objects = new MemoryObjects({ objects: [target] });
    const read = jest.spyOn(objects, 'read');
    await ensureAutoscaler(objects, scaledBy({ apiVersion: 'autoscaling/v2beta2' }), false);
    expect(read.mock.calls.map(([{ apiVersion }]) => apiVersion)).toEqual(['autoscaling/v2', 'autoscaling/v2']);
    expect(objects.writes).toMatchObject([{ ref: { apiVersion: 'autoscaling/v2' } }]);
  });
});

describe('updating the autoscaler of the primary', () => {
  it('happens only when asked for', async () => {
    const objects = await created();
    objects.set(withSpec({ maxReplicas: 8 }));
    expect(await ensureAutoscaler(objects, canary, false)).toEqual([]);
    expect(objects.writes).toEqual([]);
    expect(await ensureAutoscaler(objects, canary, true)).toEqual(['HorizontalPodAutoscaler scaler-primary']);
    expect(primaryIn(objects)?.spec.maxReplicas).toBe(8);
  });

  it('writes nothing where both say the same, though their metadata differ', async () => {
    const objects = await created();
    objects.set({ ...target, metadata: { ...target.metadata, labels: { owner: 'others' } } });
    expect(await ensureAutoscaler(objects, canary, true)).toEqual([]);
    expect(objects.writes).toEqual([]);
  });

  it('takes back what the target has no more', async () => {
    const objects = await created();
    const { behavior: _behavior, ...spec } = target.spec;
    objects.set({ ...target, spec: { ...spec, metrics: [] } });
    await ensureAutoscaler(objects, canary, true);
    expect(primaryIn(objects)?.spec).toEqual({
      ...spec,
      metrics: [],
      scaleTargetRef: { ...spec.scaleTargetRef, name: 'podinfo-primary' },
    });
  });

  it('keeps the bounds that the Canary gives', async () => {
    const bound = scaledBy({ primaryScalerReplicas: { minReplicas: 3, maxReplicas: 9 } });
    const objects = await created(bound);
    objects.set(withSpec({ minReplicas: 1, maxReplicas: 8 }));
    expect(await ensureAutoscaler(objects, bound, true)).toEqual([]);
  });

  it('brings one that was there before to what it must be, and leaves it to whom it belongs', async () => {
    const foreign = {
      ...primaryRef,
      metadata: {
        ...primaryRef.metadata,
        labels: { team: 'core' },
        annotations: { 'note.example/by': 'hand' },
        ownerReferences: [],
      },
      spec: { scaleTargetRef: { ...target.spec.scaleTargetRef, name: 'old-primary' }, minReplicas: 1, maxReplicas: 2 },
    };
    const objects = new MemoryObjects({ objects: [target, foreign] });
    expect(await ensureAutoscaler(objects, canary, false)).toEqual([]);
    await ensureAutoscaler(objects, canary, true);
    expect(primaryIn(objects)?.spec).toEqual({
      ...target.spec,
      scaleTargetRef: { ...target.spec.scaleTargetRef, name: 'podinfo-primary' },
    });
    expect(primaryIn(objects)?.metadata).toMatchObject(foreign.metadata);
  });

  it('does not overwrite one that was changed meanwhile', async () => {
    const objects = await created();
    objects.set(withSpec({ maxReplicas: 8 }));
    const stale = primaryIn(objects);
    if (stale) {
      objects.set({ ...stale, spec: { ...stale.spec, minReplicas: 1 } });
    }
    const late = Object.assign(objects, {
      read: async (ref: KubeObject) => (ref.metadata.name === 'scaler' ? objects.peek(ref) : stale),
    });
    await expect(ensureAutoscaler(late, canary, true)).rejects.toThrow(Conflict);
    expect(primaryIn(objects)?.spec).toMatchObject({ minReplicas: 1, maxReplicas: 5 });
  });
});

describe('a primary that gets no autoscaler', () => {
  it('is the one of a Canary without autoscalerRef', async () => {
    const objects = new MemoryObjects({ objects: [target] });
    expect(await ensureAutoscaler(objects, aCanary(), true)).toEqual([]);
    expect(objects.writes).toEqual([]);
  });

  it.each([true, false])(
    'waits while the autoscaler of the target is missing (update: %s), in the words of Flagger',
    async (update) => {
      const text =
        'HorizontalPodAutoscaler scaler.test get query error: horizontalpodautoscalers.autoscaling "scaler" not found';
      await expect(ensureAutoscaler(new MemoryObjects(), canary, update)).rejects.toThrow(new Wait(text));
      const objects = await created();
      objects.delete(target);
      await expect(ensureAutoscaler(objects, canary, update)).rejects.toThrow(Wait);
    },
  );
});
