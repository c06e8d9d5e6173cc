import { describe, expect, it } from '@jest/globals';
import type { KubeObject, ResourceCall } from '@flagger/api';
import { aCanary, aDeployment } from '@flagger/testing';
import { canary, initialized, primaryRef, revisionIn } from '../../test/workloads-in-memory.ts';
import { ApiError } from '../client/api-error.ts';
import type { Deployment } from './deployment.ts';

const scaling = (kind: string, name: string): object => ({
  metadata: { name: 'hpa' },
  spec: { scaleTargetRef: { apiVersion: 'apps/v1', kind, name }, maxReplicas: 200 },
});
const OWN = scaling('Deployment', 'podinfo-primary');
const OTHERS = [scaling('Deployment', 'podinfo'), scaling('StatefulSet', 'podinfo-primary')];

/** How many pods a primary has after its promotion, and what was asked of the API server for it. */
async function promoted(has: { readonly live: number; readonly target: number }, answer: object) {
  const asked: ResourceCall[] = [];
  const call = async (request: ResourceCall): Promise<object> => {
    asked.push(request);
    if (answer instanceof Error) {
      throw answer;
    }
    return answer;
  };
  const { workloads, objects } = await initialized([aDeployment()], { calls: { call } });
  objects.set(aDeployment({ spec: { replicas: has.target, minReadySeconds: 5 } }));
  await objects.patch(primaryRef, { spec: { replicas: has.live } });
  await workloads.promote(canary, { revision: revisionIn(await workloads.see(canary)) }, 'run-2');
  const spec = objects.peek<Deployment>(primaryRef)?.spec;
  expect(spec?.minReadySeconds).toBe(5);
  return { replicas: spec?.replicas, asked: asked.map(({ verb, plural, namespace }) => [verb, plural, namespace]) };
}
const LISTED = [['list', 'horizontalpodautoscalers', 'test']];

describe('a primary with an autoscaler of its own that the Canary does not name', () => {
  it('keeps the pods that it has where the target has fewer', async () => {
    expect(await promoted({ live: 150, target: 10 }, { items: [...OTHERS, OWN] })).toEqual({
      replicas: 150,
      asked: LISTED,
    });
  });

  it('is one that such an autoscaler scales, and no other', async () => {
    expect(await promoted({ live: 150, target: 10 }, { items: OTHERS })).toEqual({ replicas: 10, asked: LISTED });
    expect(await promoted({ live: 150, target: 10 }, {})).toEqual({ replicas: 10, asked: LISTED });
  });

  it.each([
    [2, 2],
    [2, 10],
  ])('is not looked for where the primary loses no pods: %i, and %i of the target', async (live, target) => {
    expect(await promoted({ live, target }, { items: [OWN] })).toEqual({ replicas: target, asked: [] });
  });

  it.each([403, 404])('is not known of where autoscalers may not be listed, or are not served: %i', async (status) => {
    const refused = new Error('listing', { cause: new ApiError('refused', { status, reason: '' }) });
    expect((await promoted({ live: 150, target: 10 }, refused)).replicas).toBe(10);
  });

  it('is waited for where the API server does not say', async () => {
    await expect(promoted({ live: 150, target: 10 }, new Error('listing: timeout'))).rejects.toThrow('timeout');
  });
});

describe('a primary with an autoscaler that the Canary names', () => {
  const HPA = {
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: { name: 'hpa-primary', namespace: 'test' },
    spec: { scaleTargetRef: { name: 'podinfo-primary' }, minReplicas: 1, maxReplicas: 8 },
  };
  const SCALED = { ...HPA, apiVersion: 'keda.sh/v1alpha1', kind: 'ScaledObject', spec: { maxReplicaCount: 8 } };
  const annotated = (key: string): KubeObject => ({
    ...SCALED,
    metadata: { ...SCALED.metadata, annotations: { [`autoscaling.keda.sh/${key}`]: '1' } },
  });

  /** How many pods it has after its promotion. */
  async function scaled(has: { readonly live: number; readonly target: number }, scaler: KubeObject, named = HPA.kind) {
    const of = aCanary({ spec: { autoscalerRef: { apiVersion: 'autoscaling/v2', kind: named, name: 'hpa' } } });
    const call = () => Promise.reject(new Error('nothing is to be asked for'));
    const { workloads, objects } = await initialized([aDeployment(), scaler], { calls: { call } });
    objects.set(aDeployment({ spec: { replicas: has.target, minReadySeconds: 5 } }));
    await objects.patch(primaryRef, { spec: { replicas: has.live } });
    objects.writes.length = 0;
    await workloads.promote(of, { revision: revisionIn(await workloads.see(of)) }, 'run-2');
    expect(objects.writes).toHaveLength(1);
    return objects.peek<Deployment>(primaryRef)?.spec.replicas;
  }

  it.each<[string, number, { readonly live: number; readonly target: number }]>([
    ['as many pods as the target, whose users it gets', 6, { live: 2, target: 6 }],
    ['no more than its autoscaler allows', 8, { live: 2, target: 20 }],
    ['what it has where that is more', 5, { live: 5, target: 3 }],
    ['what it has where that is more than its autoscaler allows', 9, { live: 9, target: 20 }],
    ['what it has where the target has none', 2, { live: 2, target: 0 }],
  ])('gets in the same write %s: %i', async (_, replicas, has) => {
    expect(await scaled(has, HPA)).toBe(replicas);
    expect(await scaled(has, SCALED, SCALED.kind)).toBe(replicas);
  });

  it('gets up to 100 where its ScaledObject says nothing', async () => {
    expect(await scaled({ live: 2, target: 120 }, { ...SCALED, spec: {} }, SCALED.kind)).toBe(100);
  });

  it('keeps what it has where nobody would take back what is too many', async () => {
    const has = { live: 2, target: 6 };
    expect(await scaled(has, { ...HPA, metadata: { name: 'another', namespace: 'test' } })).toBe(2);
    expect(await scaled(has, annotated('paused'), SCALED.kind)).toBe(2);
    expect(await scaled(has, annotated('paused-replicas'), SCALED.kind)).toBe(2);
  });
});
