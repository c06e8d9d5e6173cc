import { describe, expect, it } from '@jest/globals';
import type { ResourceCall } from '@flagger/api';
import { aDeployment } from '@flagger/testing';
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
