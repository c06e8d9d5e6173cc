import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { VirtualClock } from '@flagger/testing';
import { at, type Json, type JsonObject, listAt, objectAt, objectsAt, stringAt } from '../json.ts';
import {
  aConfigMap,
  aDeployment,
  aPod,
  CONFIG_MAPS,
  DEPLOYMENTS,
  PODS,
  TABLE,
  trial,
  type Trial,
} from '../trial/trial.ts';

const MINUTE = 60_000;

const clock = new VirtualClock(Date.now());
let cluster: Trial;
beforeAll(async () => {
  cluster = await trial({ clock });
});
afterAll(() => cluster.close());

/** The only row of a table, by the names of its columns. */
async function row(path: string): Promise<Json> {
  const { body } = await cluster.get(path, TABLE);
  const cells = listAt(body, 'rows', 0, 'cells');
  const entries = objectsAt(body, 'columnDefinitions').map(
    (column, index) => [stringAt(column, 'name') ?? '', cells[index] ?? null] as const,
  );
  return Object.fromEntries<Json>(entries);
}

describe('the table of', () => {
  it('Deployments counts pods', async () => {
    await cluster.post(DEPLOYMENTS, aDeployment('podinfo', { replicas: 3 }));
    await cluster.patch(`${DEPLOYMENTS}/podinfo/status`, {
      status: { replicas: 3, updatedReplicas: 2, readyReplicas: 1, availableReplicas: 1 },
    });
    expect(await row(`${DEPLOYMENTS}/podinfo`)).toMatchObject({
      Name: 'podinfo',
      Ready: '1/3',
      'Up-to-date': 2,
      Available: 1,
      Containers: 'podinfod',
      Images: 'podinfo:6.0.0',
      Selector: 'app=podinfo',
    });
  });

  it.each<[string, JsonObject, JsonObject]>([
    ['pending', {}, { Ready: '0/1', Status: 'Pending', Restarts: '0', IP: '<none>' }],
    [
      'starting',
      {
        phase: 'Pending',
        containerStatuses: [
          {
            name: 'podinfod',
            ready: false,
            restartCount: 0,
            image: '',
            imageID: '',
            state: { waiting: { reason: 'ContainerCreating' } },
          },
        ],
      },
      { Ready: '0/1', Status: 'ContainerCreating' },
    ],
    [
      'running',
      {
        phase: 'Running',
        podIPs: [{ ip: '10.0.0.7' }],
        containerStatuses: [
          { name: 'podinfod', ready: true, restartCount: 0, image: '', imageID: '', state: { running: {} } },
        ],
      },
      { Ready: '1/1', Status: 'Running', IP: '10.0.0.7' },
    ],
    [
      'crashing',
      {
        phase: 'Running',
        containerStatuses: [
          {
            name: 'podinfod',
            ready: false,
            restartCount: 4,
            image: '',
            imageID: '',
            state: { waiting: { reason: 'CrashLoopBackOff' } },
          },
        ],
      },
      { Ready: '0/1', Status: 'CrashLoopBackOff', Restarts: '4' },
    ],
    [
      'killed',
      {
        phase: 'Failed',
        containerStatuses: [
          {
            name: 'podinfod',
            ready: false,
            restartCount: 0,
            image: '',
            imageID: '',
            state: { terminated: { exitCode: 137, signal: 9 } },
          },
        ],
      },
      { Status: 'Signal:9' },
    ],
  ])('pods tells of one that is %s', async (name, status, cells) => {
    await cluster.post(PODS, aPod(name));
    await cluster.patch(`${PODS}/${name}/status`, { status });
    expect(await row(`${PODS}/${name}`)).toMatchObject(cells);
  });

  it('pods tells of one that is being deleted', async () => {
    await cluster.post(PODS, aPod('ending', { finalizers: ['example.com/wait'] }));
    await cluster.remove(`${PODS}/ending`);
    expect(await row(`${PODS}/ending`)).toMatchObject({ Status: 'Terminating' });
  });

  it('anything tells how old it is', async () => {
    await cluster.post(CONFIG_MAPS, aConfigMap('old'));
    await clock.pass(5 * MINUTE + 3000);
    expect(await row(`${CONFIG_MAPS}/old`)).toEqual({ Name: 'old', Data: 0, Age: '5m3s' });
  });
});

describe('a row', () => {
  it.each<[string, JsonObject | null]>([
    ['Metadata', { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata: { name: 'carried' } }],
    ['Object', { kind: 'ConfigMap', apiVersion: 'v1', metadata: { name: 'carried' }, data: { a: 'b' } }],
    ['None', null],
  ])('carries what the client asks for: %s', async (includes, object) => {
    await cluster.post(CONFIG_MAPS, aConfigMap('carried', { data: { a: 'b' } }));
    const { body } = await cluster.get(
      `${CONFIG_MAPS}?fieldSelector=metadata.name%3Dcarried&includeObject=${includes}`,
      TABLE,
    );
    const carried = at(body, 'rows', 0, 'object') ?? null;
    expect({ carried }).toMatchObject({ carried: object });
    expect(Object.keys(objectAt(carried)).toSorted()).toEqual(Object.keys(objectAt(object ?? {})).toSorted());
  });

  it('carries nothing else', async () => {
    const { status } = await cluster.get(`${CONFIG_MAPS}?includeObject=Everything`, TABLE);
    expect(status).toBe(400);
  });
});

it('metadata alone is what a client gets that asks for it', async () => {
  await cluster.post(CONFIG_MAPS, aConfigMap('partial', { data: { a: 'b' } }));
  const { body } = await cluster.get(
    `${CONFIG_MAPS}/partial`,
    'application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io',
  );
  expect([at(body, 'kind'), at(body, 'metadata', 'name'), at(body, 'data')]).toEqual([
    'PartialObjectMetadata',
    'partial',
    undefined,
  ]);
});
