import { describe, expect, it } from '@jest/globals';
import { aCanary, aDeployment } from '@flagger/testing';
import { workloadsOn } from '../../test/workloads-in-memory.ts';

const COMPARED = { metrics: [{ name: 'request-success-rate', compare: {} }] };

async function adviceOf(replicas: number, analysis: object = COMPARED): Promise<unknown> {
  const { workloads } = workloadsOn([aDeployment({ spec: { replicas } })]);
  const { target } = await workloads.see(aCanary({ spec: { analysis } }));
  return target.state === 'found' ? target.advice : target;
}

describe('a target that is compared with its primary', () => {
  it.each([1, 2])('and has %p pods is told, since a node may be to blame', async (replicas) => {
    expect(await adviceOf(replicas)).toEqual([
      'spec.targetRef: podinfo has fewer than 3 pods, and compare cannot tell a bad node from a bad version',
    ]);
  });

  it.each([0, 3])('and has %p pods is not', async (replicas) => {
    expect(await adviceOf(replicas)).toBeUndefined();
  });

  it('is not where nothing is compared', async () => {
    expect(await adviceOf(1, { metrics: [{ name: 'request-success-rate' }] })).toBeUndefined();
  });
});
