import { describe, expect, it } from '@jest/globals';
import { aDeployment } from '@flagger/testing';
import type { DeploymentStatus } from './deployment.ts';
import { stateOf } from './deployment-state.ts';
import type { Patience } from './pod-kind.ts';

const UNAVAILABLE = {
  type: 'Available',
  status: 'False',
  reason: 'MinimumReplicasUnavailable',
  lastUpdateTime: '2024-01-01T00:00:00Z',
};
const SINCE = Date.parse('2024-01-01T00:00:00Z');
const patience: Patience = { threshold: 100, deadlineMs: 20_000, now: SINCE };
const rolledOut: DeploymentStatus = { observedGeneration: 1, replicas: 5, updatedReplicas: 5, availableReplicas: 5 };

function state(status: DeploymentStatus, more: Partial<Patience> = {}): object {
  const deployment = { ...aDeployment({ metadata: { generation: 1 }, spec: { replicas: 5 } }), status };
  return stateOf(deployment, { ...patience, ...more });
}

describe('stateOf', () => {
  it('is ready when all updated replicas are available', () => {
    expect(state(rolledOut)).toEqual({ state: 'ready' });
  });

  it('is asleep where no replicas are asked for: nobody could be served', () => {
    const asleep = aDeployment({ metadata: { generation: 3 }, spec: { replicas: 0 } });
    expect(stateOf({ ...asleep, status: { observedGeneration: 3 } }, patience)).toMatchObject({ state: 'asleep' });
  });

  it.each<[string, DeploymentStatus, string]>([
    [
      'its spec has not been seen yet',
      { ...rolledOut, observedGeneration: 0 },
      'observed deployment generation less than desired generation',
    ],
    [
      'pods are still to be replaced',
      { ...rolledOut, updatedReplicas: 3 },
      '3 out of 5 new replicas have been updated',
    ],
    ['old pods still run', { ...rolledOut, replicas: 7 }, '2 old replicas are pending termination'],
    [
      'pods are not available',
      { ...rolledOut, availableReplicas: 3 },
      '3 of 5 (readyThreshold 100%) updated replicas are available',
    ],
    ['nothing is there', { observedGeneration: 1 }, '0 out of 5 new replicas have been updated'],
  ])('is waking while %s', (_when, status, message) => {
    expect(state(status)).toEqual({ state: 'waking', message: `waiting for rollout to finish: ${message}` });
  });

  it('counts a share of the updated replicas, rounded down, as enough', () => {
    const three = { ...rolledOut, availableReplicas: 3 };
    const message = 'waiting for rollout to finish: 3 of 4 (readyThreshold 80%) updated replicas are available';
    expect(state(three, { threshold: 80 })).toEqual({ state: 'waking', message });
    expect(state(three, { threshold: 60 })).toEqual({ state: 'ready' });
    expect(state({ ...rolledOut, availableReplicas: 2 }, { threshold: 50 })).toEqual({ state: 'ready' });
  });

  it.each([0, 50, -1])('needs one available replica, however small the share is: %d %%', (threshold) => {
    const single = { observedGeneration: 1, replicas: 1, updatedReplicas: 1 };
    const deployment = aDeployment({ metadata: { generation: 1 }, spec: { replicas: 1 } });
    expect(stateOf({ ...deployment, status: single }, { ...patience, threshold })).toMatchObject({ state: 'waking' });
    const available = { ...single, availableReplicas: 1 };
    expect(stateOf({ ...deployment, status: available }, { ...patience, threshold })).toEqual({ state: 'ready' });
  });

  it('needs no more replicas than there are', () => {
    expect(state(rolledOut, { threshold: 150 })).toEqual({ state: 'ready' });
  });

  it('is stuck when the Deployment gave up', () => {
    const conditions = [{ type: 'Progressing', status: 'False', reason: 'ProgressDeadlineExceeded' }];
    expect(state({ ...rolledOut, availableReplicas: 0, conditions })).toEqual({
      state: 'stuck',
      message: 'deployment "podinfo" exceeded its progress deadline',
    });
  });

  it('is stuck once pods have been unavailable for longer than the deadline', () => {
    const missing = { ...rolledOut, availableReplicas: 0, conditions: [UNAVAILABLE] };
    const message = 'waiting for rollout to finish: 0 of 5 (readyThreshold 100%) updated replicas are available';
    expect(state(missing, { now: SINCE + 19_999 })).toMatchObject({ state: 'waking', message });
    expect(state(missing, { now: SINCE + 20_000 })).toEqual({ state: 'stuck', message });
  });

  it('is stuck once a rollout beside pods that serve on has not moved for the deadline, as where none can surge', () => {
    const available = { ...UNAVAILABLE, status: 'True', reason: 'MinimumReplicasAvailable' };
    const moved = (reason: string) => ({
      type: 'Progressing',
      status: 'True',
      reason,
      lastUpdateTime: '2024-01-01T00:01:00Z',
    });
    const surging = (reason: string, now: number) =>
      state({ ...rolledOut, updatedReplicas: 0, conditions: [available, moved(reason)] }, { now });
    const message = 'waiting for rollout to finish: 0 out of 5 new replicas have been updated';
    const stuckAt = SINCE + 80_000;
    expect(surging('ReplicaSetUpdated', stuckAt - 1)).toEqual({ state: 'waking', message, stuckAt });
    expect(surging('ReplicaSetUpdated', stuckAt)).toEqual({ state: 'stuck', message });
    expect(surging('NewReplicaSetCreated', stuckAt)).toEqual({ state: 'stuck', message });
    // of a rollout before, or nobody wants this one to move
    expect(surging('NewReplicaSetAvailable', stuckAt)).toEqual({ state: 'waking', message });
    expect(surging('DeploymentPaused', stuckAt)).toEqual({ state: 'waking', message });
  });

  it('leaves it to the deadline of the Canary where some of all pods that were there went', () => {
    const conditions = [
      { ...UNAVAILABLE, status: 'True', reason: 'MinimumReplicasAvailable' },
      { type: 'Progressing', status: 'True', reason: 'NewReplicaSetAvailable', lastUpdateTime: '2024-01-01T00:01:00Z' },
    ];
    const message = 'waiting for rollout to finish: 4 of 5 (readyThreshold 100%) updated replicas are available';
    expect(state({ ...rolledOut, availableReplicas: 4, conditions }, { now: SINCE + 900_000 })).toEqual({
      state: 'waking',
      message,
      ifStuck: message,
      isRolledOut: true,
    });
  });

  it('still knows that all were there where so many went that it is unavailable', () => {
    const conditions = [
      UNAVAILABLE,
      { type: 'Progressing', status: 'True', reason: 'NewReplicaSetAvailable', lastUpdateTime: '2024-01-01T00:00:00Z' },
    ];
    expect(state({ ...rolledOut, availableReplicas: 1, conditions }, { now: SINCE + 900_000 })).toMatchObject({
      state: 'stuck',
      isRolledOut: true,
    });
  });

  it('leaves it to Kubernetes to say that a rollout does not move, where that comes no later', () => {
    const conditions = [
      { ...UNAVAILABLE, status: 'True', reason: 'MinimumReplicasAvailable' },
      { type: 'Progressing', status: 'True', reason: 'ReplicaSetUpdated', lastUpdateTime: '2024-01-01T00:01:00Z' },
    ];
    const deployment = aDeployment({ metadata: { generation: 1 }, spec: { replicas: 5, progressDeadlineSeconds: 20 } });
    const status = { ...rolledOut, updatedReplicas: 0, conditions };
    const later = { ...patience, now: SINCE + 90_000 };
    expect(stateOf({ ...deployment, status }, later)).toMatchObject({ state: 'waking' });
    const longer = { ...deployment, spec: { ...deployment.spec, progressDeadlineSeconds: 21 } };
    expect(stateOf({ ...longer, status }, later)).toMatchObject({ state: 'stuck' });
  });

  it('gives pods of a new revision the whole deadline, however long those of the former were unavailable', () => {
    const missing = { ...rolledOut, availableReplicas: 0, conditions: [UNAVAILABLE] };
    expect(state(missing, { now: SINCE + 30_000, since: SINCE + 25_000 })).toMatchObject({
      state: 'waking',
      stuckAt: SINCE + 45_000,
    });
    expect(state(missing, { now: SINCE + 45_000, since: SINCE + 25_000 })).toMatchObject({ state: 'stuck' });
  });

  it('says when pods that are unavailable will be given up, so that somebody can look again then', () => {
    expect(state({ ...rolledOut, updatedReplicas: 3, conditions: [UNAVAILABLE] })).toMatchObject({
      state: 'waking',
      stuckAt: SINCE + 20_000,
    });
    expect(
      state({ ...rolledOut, availableReplicas: 0, conditions: [UNAVAILABLE] }, { deadlineMs: 600_000 }),
    ).toMatchObject({ stuckAt: SINCE + 600_000 });
  });

  it.each<[string, DeploymentStatus]>([
    [
      'enough pods are available',
      { conditions: [{ ...UNAVAILABLE, status: 'True', reason: 'MinimumReplicasAvailable' }] },
    ],
    ['pods are unavailable for another reason', { conditions: [{ ...UNAVAILABLE, reason: 'Other' }] }],
    [
      'it is not known since when',
      { conditions: [{ type: 'Available', status: 'False', reason: 'MinimumReplicasUnavailable' }] },
    ],
    ['its spec has not been seen yet', { observedGeneration: 0, conditions: [UNAVAILABLE] }],
  ])('gives no such time where no clock runs, because %s', (_why, status) => {
    const seen = state({ ...rolledOut, updatedReplicas: 3, ...status }, { now: SINCE + 3_600_000 });
    expect(seen).toMatchObject({ state: 'waking' });
    expect(seen).not.toHaveProperty('stuckAt');
  });

  it('is not stuck for pods that are available, however old the deadline, nor before its spec has been seen', () => {
    const late = { now: SINCE + 3_600_000 };
    expect(
      state({ ...rolledOut, updatedReplicas: 3, conditions: [{ ...UNAVAILABLE, status: 'True' }] }, late),
    ).toMatchObject({ state: 'waking' });
    expect(state({ ...rolledOut, observedGeneration: 0, conditions: [UNAVAILABLE] }, late)).toMatchObject({
      state: 'waking',
    });
    expect(state({ ...rolledOut, conditions: [UNAVAILABLE] }, { ...late, threshold: 0 })).toEqual({ state: 'ready' });
  });
});
