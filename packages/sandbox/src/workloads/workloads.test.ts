import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { KubeObject } from '@flagger/api';
import { keptLog, VirtualClock } from '@flagger/testing';
import { MemoryClient } from '../../test/memory-client.ts';
import { conditionOf } from './condition.ts';
import {
  type Deployment,
  DEPLOYMENTS,
  ENDPOINT_SLICES,
  ENDPOINTS,
  type Pod,
  PODS,
  REPLICA_SETS,
  SERVICES,
} from './kinds.ts';
import { startWorkloads, type Workloads } from './start.ts';

const PLACE = { namespace: 'test', name: 'podinfo' };

const aDeployment = (spec: object = {}): KubeObject => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { ...PLACE, annotations: { note: 'x' } },
  spec: { replicas: 2, selector: { matchLabels: { app: 'podinfo' } }, template: template('podinfo:6.0.1'), ...spec },
});
const template = (image: string): object => ({
  metadata: { labels: { app: 'podinfo' } },
  spec: { containers: [{ name: 'podinfod', image, ports: [{ name: 'http', containerPort: 9898 }] }] },
});

let clock: VirtualClock;
let client: MemoryClient;
let workloads: Workloads;
beforeEach(async () => {
  clock = new VirtualClock();
  client = new MemoryClient(clock);
  let count = 0;
  workloads = await startWorkloads({
    client,
    clock,
    log: keptLog(),
    random: () => (count++ * 0.37) % 1,
    startMs: 1000,
  });
});
afterEach(() => workloads.stop());

const deployment = (): Deployment => client.all(DEPLOYMENTS)[0] as Deployment;
const progressing = (): string => {
  const { status, reason } = conditionOf(deployment().status?.conditions, 'Progressing') ?? {};
  return `${status} ${reason}`;
};
const imageOf = ({ spec }: { readonly spec: Pod['spec'] }): string => spec.containers[0]?.image ?? '';
const images = (): readonly string[] => client.all(PODS).map(imageOf).sort();
const patch = (spec: object): Promise<Deployment> => client.patch(DEPLOYMENTS, PLACE, { spec });

/**
 * Lets time pass until the rollout is over; gives the least and the most pods seen on the way, and the least that
 * were ready.
 */
async function rollOut() {
  const seen = { least: Number.POSITIVE_INFINITY, most: 0 };
  for (let step = 0; step < 100; step++) {
    await clock.pass(100);
    const ready = client
      .all(PODS)
      .filter(({ status }) => conditionOf(status?.conditions, 'Ready')?.status === 'True').length;
    seen.least = Math.min(seen.least, ready);
    seen.most = Math.max(seen.most, client.all(PODS).length);
    const { metadata, status } = deployment();
    if (status?.observedGeneration === metadata.generation && progressing() === 'True NewReplicaSetAvailable') {
      return seen;
    }
  }
  throw new Error(`no end: ${progressing()}`);
}

describe('workloads', () => {
  it('bring a Deployment up: one ReplicaSet, its pods, and a status that says when it serves', async () => {
    await client.create(DEPLOYMENTS, aDeployment());
    await clock.pass(500);
    expect(deployment().status).toMatchObject({
      observedGeneration: 1,
      replicas: 2,
      updatedReplicas: 2,
      unavailableReplicas: 2,
    });
    expect(conditionOf(deployment().status?.conditions, 'Available')).toMatchObject({
      status: 'False',
      reason: 'MinimumReplicasUnavailable',
    });
    await rollOut();
    const [replicaSet] = client.all(REPLICA_SETS);
    const hash = replicaSet?.metadata.labels?.['pod-template-hash'];
    expect(replicaSet?.metadata.name).toBe(`podinfo-${hash}`);
    expect(replicaSet?.metadata.annotations).toMatchObject({ note: 'x', 'deployment.kubernetes.io/revision': '1' });
    expect(client.all(PODS).map(({ metadata }) => [metadata.name.replace(/.{5}$/, ''), metadata.labels])).toEqual(
      Array(2).fill([`podinfo-${hash}-`, { app: 'podinfo', 'pod-template-hash': hash }]),
    );
    expect(deployment().status).toMatchObject({
      replicas: 2,
      readyReplicas: 2,
      availableReplicas: 2,
      updatedReplicas: 2,
    });
    expect(deployment().status).not.toHaveProperty('unavailableReplicas');
    expect(deployment().metadata.annotations?.['deployment.kubernetes.io/revision']).toBe('1');
  });

  it('write nothing once all is as it ought to be', async () => {
    await client.create(DEPLOYMENTS, aDeployment());
    await rollOut();
    await clock.pass(1000);
    const { length } = client.writes;
    await clock.pass(3_600_000);
    expect(client.writes.slice(length)).toEqual([]);
  });

  it('roll a new template out without a moment of too few or too many pods', async () => {
    await client.create(DEPLOYMENTS, aDeployment({ replicas: 4 }));
    await rollOut();
    await patch({ template: template('podinfo:6.0.2') });
    const { least, most } = await rollOut();
    expect(images()).toEqual(Array(4).fill('podinfo:6.0.2'));
    expect({ least, most }).toEqual({ least: 3, most: 5 });
    expect(client.all(REPLICA_SETS).map(({ spec }) => spec.replicas)).toEqual([0, 4]);
  });

  it('use the ReplicaSet of a template that comes back, as the newest revision', async () => {
    await client.create(DEPLOYMENTS, aDeployment());
    await rollOut();
    await patch({ template: template('podinfo:6.0.2') });
    await rollOut();
    await patch({ template: template('podinfo:6.0.1') });
    await rollOut();
    expect(
      client
        .all(REPLICA_SETS)
        .map(({ metadata, spec }) => [
          imageOf(spec.template),
          metadata.annotations?.['deployment.kubernetes.io/revision'],
        ]),
    ).toEqual([
      ['podinfo:6.0.1', '3'],
      ['podinfo:6.0.2', '2'],
    ]);
    expect(deployment().metadata.annotations?.['deployment.kubernetes.io/revision']).toBe('3');
  });

  it('keep the old pods and tell that the rollout is stuck when the new ones cannot start', async () => {
    await client.create(DEPLOYMENTS, aDeployment({ progressDeadlineSeconds: 30 }));
    await rollOut();
    await patch({ template: template('podinfo:6.0.2-missing') });
    await clock.pass(29_000);
    expect(progressing()).toBe('True ReplicaSetUpdated');
    await clock.pass(3000);
    expect(progressing()).toBe('False ProgressDeadlineExceeded');
    expect(images()).toEqual(['podinfo:6.0.1', 'podinfo:6.0.1', 'podinfo:6.0.2-missing']);
    await patch({ template: template('podinfo:6.0.3') });
    await rollOut();
    expect(images()).toEqual(['podinfo:6.0.3', 'podinfo:6.0.3']);
  });

  it('scale to nothing and back, which is no rollout', async () => {
    await client.create(DEPLOYMENTS, aDeployment());
    await rollOut();
    await patch({ replicas: 0 });
    await clock.pass(1000);
    expect([images(), progressing(), deployment().status?.replicas]).toEqual([
      [],
      'True NewReplicaSetAvailable',
      undefined,
    ]);
    await patch({ replicas: 3 });
    await clock.pass(500);
    expect([images().length, progressing()]).toEqual([3, 'True NewReplicaSetAvailable']);
  });

  it('wait with a new template while the Deployment is paused, but scale it', async () => {
    await client.create(DEPLOYMENTS, aDeployment());
    await rollOut();
    await patch({ paused: true, replicas: 3, template: template('podinfo:6.0.2') });
    await clock.pass(3000);
    expect([images(), progressing()]).toEqual([Array(3).fill('podinfo:6.0.1'), 'Unknown DeploymentPaused']);
    await patch({ paused: false });
    await rollOut();
    expect(images()).toEqual(Array(3).fill('podinfo:6.0.2'));
  });

  it('end all old pods before new ones start, where the strategy is Recreate', async () => {
    await client.create(DEPLOYMENTS, aDeployment({ strategy: { type: 'Recreate' } }));
    await rollOut();
    await patch({ template: template('podinfo:6.0.2') });
    expect(await rollOut()).toEqual({ least: 0, most: 2 });
    expect(images()).toEqual(['podinfo:6.0.2', 'podinfo:6.0.2']);
  });

  it('count a pod as available only after minReadySeconds', async () => {
    await client.create(DEPLOYMENTS, aDeployment({ minReadySeconds: 10 }));
    await clock.pass(5000);
    expect(deployment().status).toMatchObject({ readyReplicas: 2, unavailableReplicas: 2 });
    await clock.pass(7000);
    expect(deployment().status).toMatchObject({ availableReplicas: 2 });
  });

  it('keep no more old ReplicaSets than the history is long', async () => {
    await client.create(DEPLOYMENTS, aDeployment({ revisionHistoryLimit: 1 }));
    await rollOut();
    for (const image of ['podinfo:2', 'podinfo:3']) {
      await patch({ template: template(image) });
      await rollOut();
      await clock.pass(1000);
    }
    expect(client.all(REPLICA_SETS).map(({ spec }) => imageOf(spec.template))).toEqual(['podinfo:2', 'podinfo:3']);
  });

  it('put another pod in the place of one that was deleted', async () => {
    await client.create(DEPLOYMENTS, aDeployment());
    await rollOut();
    const [first] = client.all(PODS);
    await client.remove(PODS, { namespace: 'test', name: first?.metadata.name });
    await clock.pass(2000);
    expect([client.all(PODS).length, deployment().status?.availableReplicas]).toEqual([2, 2]);
  });

  it('keep the endpoints of a Service as its ready pods are', async () => {
    await client.create(SERVICES, {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: PLACE,
      spec: { selector: { app: 'podinfo' }, ports: [{ port: 80, targetPort: 'http' }] },
    });
    await client.create(DEPLOYMENTS, aDeployment());
    await clock.pass(900);
    const addresses = (): unknown =>
      client
        .all(ENDPOINTS)[0]
        ?.subsets?.map(({ addresses: ready = [], notReadyAddresses = [], ports }) => [
          ready.length,
          notReadyAddresses.length,
          ports,
        ]);
    expect(addresses()).toEqual([[0, 2, [{ port: 9898, protocol: 'TCP' }]]]);
    const endpoints = (): readonly boolean[] =>
      client.all(ENDPOINT_SLICES)[0]?.endpoints.map(({ conditions }) => conditions.ready) ?? [];
    expect(endpoints()).toEqual([false, false]);
    await rollOut();
    await clock.pass(100);
    expect(endpoints()).toEqual([true, true]);
    expect(addresses()).toEqual([[2, 0, [{ port: 9898, protocol: 'TCP' }]]]);
    expect(client.all(ENDPOINT_SLICES)[0]?.ports).toEqual([{ name: '', port: 9898, protocol: 'TCP' }]);
    await patch({ replicas: 0 });
    await clock.pass(1000);
    expect([endpoints(), addresses()]).toEqual([[], []]);
    await client.remove(SERVICES, PLACE);
    await clock.pass(100);
    expect([client.all(ENDPOINTS), client.all(ENDPOINT_SLICES)]).toEqual([[], []]);
  });

  it('try again what was refused', async () => {
    const create = client.create.bind(client);
    let refusals = 2;
    client.create = async (resource, object) => {
      if (object.kind === 'Pod' && refusals-- > 0) {
        throw new Error('quota');
      }
      return create(resource, object);
    };
    await client.create(DEPLOYMENTS, aDeployment());
    await rollOut();
    expect(images()).toHaveLength(2);
  });
});
