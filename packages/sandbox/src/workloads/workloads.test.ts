import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { aDeployment, imageOf, PLACE, PlayedWorkloads, template } from '../../test/played-workloads.ts';
import { conditionOf } from './condition.ts';
import { ENDPOINT_SLICES, ENDPOINTS } from './endpoint-kinds.ts';
import { DEPLOYMENTS, PODS, REPLICA_SETS, SERVICES } from './kinds.ts';

let played: PlayedWorkloads;
beforeEach(async () => {
  played = new PlayedWorkloads();
  await played.start();
});
afterEach(() => played.stop());

describe('workloads', () => {
  it('bring a Deployment up: one ReplicaSet, its pods, and a status that says when it serves', async () => {
    await played.client.create(DEPLOYMENTS, aDeployment());
    await played.clock.pass(500);
    expect(played.deployment().status).toMatchObject({
      observedGeneration: 1,
      replicas: 2,
      updatedReplicas: 2,
      unavailableReplicas: 2,
    });
    expect(conditionOf(played.deployment().status?.conditions, 'Available')).toMatchObject({
      status: 'False',
      reason: 'MinimumReplicasUnavailable',
    });
    await played.rollOut();
    const [replicaSet] = played.client.all(REPLICA_SETS);
    const hash = replicaSet?.metadata.labels?.['pod-template-hash'];
    expect(replicaSet?.metadata.name).toBe(`podinfo-${hash}`);
    expect(replicaSet?.metadata.annotations).toMatchObject({ note: 'x', 'deployment.kubernetes.io/revision': '1' });
    expect(
      played.client.all(PODS).map(({ metadata }) => [metadata.name.replace(/.{5}$/, ''), metadata.labels]),
    ).toEqual(Array(2).fill([`podinfo-${hash}-`, { app: 'podinfo', 'pod-template-hash': hash }]));
    expect(played.deployment().status).toMatchObject({
      replicas: 2,
      readyReplicas: 2,
      availableReplicas: 2,
      updatedReplicas: 2,
    });
    expect(played.deployment().status).not.toHaveProperty('unavailableReplicas');
    expect(played.deployment().metadata.annotations?.['deployment.kubernetes.io/revision']).toBe('1');
  });

  it('write nothing once all is as it ought to be', async () => {
    await played.client.create(DEPLOYMENTS, aDeployment());
    await played.rollOut();
    await played.clock.pass(1000);
    const { length } = played.client.writes;
    await played.clock.pass(3_600_000);
    expect(played.client.writes.slice(length)).toEqual([]);
  });

  it('roll a new template out without a moment of too few or too many pods', async () => {
    await played.client.create(DEPLOYMENTS, aDeployment({ replicas: 4 }));
    await played.rollOut();
    await played.patch({ template: template('podinfo:6.0.2') });
    const { least, most } = await played.rollOut();
    expect(played.images()).toEqual(Array(4).fill('podinfo:6.0.2'));
    expect({ least, most }).toEqual({ least: 3, most: 5 });
    expect(played.client.all(REPLICA_SETS).map(({ spec }) => spec.replicas)).toEqual([0, 4]);
  });

  it('use the ReplicaSet of a template that comes back, as the newest revision', async () => {
    await played.client.create(DEPLOYMENTS, aDeployment());
    await played.rollOut();
    await played.patch({ template: template('podinfo:6.0.2') });
    await played.rollOut();
    await played.patch({ template: template('podinfo:6.0.1') });
    await played.rollOut();
    expect(
      played.client
        .all(REPLICA_SETS)
        .map(({ metadata, spec }) => [
          imageOf(spec.template),
          metadata.annotations?.['deployment.kubernetes.io/revision'],
        ]),
    ).toEqual([
      ['podinfo:6.0.1', '3'],
      ['podinfo:6.0.2', '2'],
    ]);
    expect(played.deployment().metadata.annotations?.['deployment.kubernetes.io/revision']).toBe('3');
  });

  it('keep the old pods and tell that the rollout is stuck when the new ones cannot start', async () => {
    await played.client.create(DEPLOYMENTS, aDeployment({ progressDeadlineSeconds: 30 }));
    await played.rollOut();
    await played.patch({ template: template('podinfo:6.0.2-missing') });
    await played.clock.pass(29_000);
    expect(played.progressing()).toBe('True ReplicaSetUpdated');
    await played.clock.pass(3000);
    expect(played.progressing()).toBe('False ProgressDeadlineExceeded');
    expect(played.images()).toEqual(['podinfo:6.0.1', 'podinfo:6.0.1', 'podinfo:6.0.2-missing']);
    await played.patch({ template: template('podinfo:6.0.3') });
    await played.rollOut();
    expect(played.images()).toEqual(['podinfo:6.0.3', 'podinfo:6.0.3']);
  });

  it('scale to nothing and back, which is no rollout', async () => {
    await played.client.create(DEPLOYMENTS, aDeployment());
    await played.rollOut();
    await played.patch({ replicas: 0 });
    await played.clock.pass(1000);
    expect([played.images(), played.progressing(), played.deployment().status?.replicas]).toEqual([
      [],
      'True NewReplicaSetAvailable',
      undefined,
    ]);
    await played.patch({ replicas: 3 });
    await played.clock.pass(500);
    expect([played.images().length, played.progressing()]).toEqual([3, 'True NewReplicaSetAvailable']);
  });

  it('wait with a new template while the Deployment is paused, but scale it', async () => {
    await played.client.create(DEPLOYMENTS, aDeployment());
    await played.rollOut();
    await played.patch({ paused: true, replicas: 3, template: template('podinfo:6.0.2') });
    await played.clock.pass(3000);
    expect([played.images(), played.progressing()]).toEqual([
      Array(3).fill('podinfo:6.0.1'),
      'Unknown DeploymentPaused',
    ]);
    await played.patch({ paused: false });
    await played.rollOut();
    expect(played.images()).toEqual(Array(3).fill('podinfo:6.0.2'));
  });

  it('end all old pods before new ones start, where the strategy is Recreate', async () => {
    await played.client.create(DEPLOYMENTS, aDeployment({ strategy: { type: 'Recreate' } }));
    await played.rollOut();
    await played.patch({ template: template('podinfo:6.0.2') });
    expect(await played.rollOut()).toEqual({ least: 0, most: 2 });
    expect(played.images()).toEqual(['podinfo:6.0.2', 'podinfo:6.0.2']);
  });

  it('count a pod as available only after minReadySeconds', async () => {
    await played.client.create(DEPLOYMENTS, aDeployment({ minReadySeconds: 10 }));
    await played.clock.pass(5000);
    expect(played.deployment().status).toMatchObject({ readyReplicas: 2, unavailableReplicas: 2 });
    await played.clock.pass(7000);
    expect(played.deployment().status).toMatchObject({ availableReplicas: 2 });
  });

  it('keep no more old ReplicaSets than the history is long', async () => {
    await played.client.create(DEPLOYMENTS, aDeployment({ revisionHistoryLimit: 1 }));
    await played.rollOut();
    for (const image of ['podinfo:2', 'podinfo:3']) {
      await played.patch({ template: template(image) });
      await played.rollOut();
      await played.clock.pass(1000);
    }
    expect(played.client.all(REPLICA_SETS).map(({ spec }) => imageOf(spec.template))).toEqual([
      'podinfo:2',
      'podinfo:3',
    ]);
  });

  it('put another pod in the place of one that was deleted', async () => {
    await played.client.create(DEPLOYMENTS, aDeployment());
    await played.rollOut();
    const [first] = played.client.all(PODS);
    await played.client.remove(PODS, { namespace: 'test', name: first?.metadata.name });
    await played.clock.pass(2000);
    expect([played.client.all(PODS).length, played.deployment().status?.availableReplicas]).toEqual([2, 2]);
  });

  it('keep the endpoints of a Service as its ready pods are', async () => {
    await played.client.create(SERVICES, {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: PLACE,
      spec: { selector: { app: 'podinfo' }, ports: [{ port: 80, targetPort: 'http' }] },
    });
    await played.client.create(DEPLOYMENTS, aDeployment());
    await played.clock.pass(900);
    const addresses = (): unknown =>
      played.client
        .all(ENDPOINTS)[0]
        ?.subsets?.map(({ addresses: ready = [], notReadyAddresses = [], ports }) => [
          ready.length,
          notReadyAddresses.length,
          ports,
        ]);
    expect(addresses()).toEqual([[0, 2, [{ port: 9898, protocol: 'TCP' }]]]);
    const endpoints = (): readonly boolean[] =>
      played.client.all(ENDPOINT_SLICES)[0]?.endpoints.map(({ conditions }) => conditions.ready) ?? [];
    expect(endpoints()).toEqual([false, false]);
    await played.rollOut();
    await played.clock.pass(100);
    expect(endpoints()).toEqual([true, true]);
    expect(addresses()).toEqual([[2, 0, [{ port: 9898, protocol: 'TCP' }]]]);
    expect(played.client.all(ENDPOINT_SLICES)[0]?.ports).toEqual([{ name: '', port: 9898, protocol: 'TCP' }]);
    await played.patch({ replicas: 0 });
    await played.clock.pass(1000);
    expect([endpoints(), addresses()]).toEqual([[], []]);
    await played.client.remove(SERVICES, PLACE);
    await played.clock.pass(100);
    expect([played.client.all(ENDPOINTS), played.client.all(ENDPOINT_SLICES)]).toEqual([[], []]);
  });

  it('try again what was refused', async () => {
    const create = played.client.create.bind(played.client);
    let refusals = 2;
    played.client.create = async (resource, object) => {
      if (object.kind === 'Pod' && refusals-- > 0) {
        throw new Error('quota');
      }
      return create(resource, object);
    };
    await played.client.create(DEPLOYMENTS, aDeployment());
    await played.rollOut();
    expect(played.images()).toHaveLength(2);
  });
});
