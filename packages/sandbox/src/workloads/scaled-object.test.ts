import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { aDeployment, PLACE, PlayedWorkloads } from '../../test/played-workloads.ts';
import { DEPLOYMENTS } from './kinds.ts';
import { SCALED_OBJECTS } from './scaled-object.ts';

let played: PlayedWorkloads;
beforeEach(async () => {
  played = new PlayedWorkloads();
  await played.start();
  await played.client.create(DEPLOYMENTS, aDeployment());
});
afterEach(() => played.stop());

const scaled = (spec: object, annotations: object = {}) =>
  played.client.create(SCALED_OBJECTS, {
    apiVersion: 'keda.sh/v1alpha1',
    kind: 'ScaledObject',
    metadata: { ...PLACE, annotations: { ...annotations } },
    spec: { scaleTargetRef: { name: 'podinfo' }, ...spec },
  });
const pause = (at: string | null) =>
  played.client.patch(SCALED_OBJECTS, PLACE, {
    metadata: { annotations: { 'autoscaling.keda.sh/paused-replicas': at } },
  });
const replicas = async () => {
  await played.clock.pass(500);
  return played.deployment().spec.replicas;
};

describe('a ScaledObject', () => {
  it.each([
    ['has too few', { minReplicaCount: 3 }, 3],
    ['has too many', { minReplicaCount: 0, maxReplicaCount: 1 }, 1],
    ['is within its bounds', { minReplicaCount: 1, maxReplicaCount: 5 }, 2],
    ['is not its own', { scaleTargetRef: { name: 'other' }, minReplicaCount: 3 }, 2],
  ])('scales a Deployment as its bounds say: that %s', async (_title, spec, wanted) => {
    await scaled(spec);
    expect(await replicas()).toBe(wanted);
  });

  it('gives a target pods that was scaled to zero, unless it is paused there', async () => {
    await scaled({ minReplicaCount: 2 });
    await played.patch({ replicas: 0 });
    expect(await replicas()).toBe(2);
    await pause('0');
    expect(await replicas()).toBe(0);
    await pause(null);
    expect(await replicas()).toBe(2);
  });
});
