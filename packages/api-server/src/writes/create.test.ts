import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { at, listAt, stringAt } from '../json.ts';
import {
  aConfigMap,
  aDefinition,
  aDeployment,
  aWidget,
  CONFIG_MAPS,
  DEPLOYMENTS,
  trial,
  type Trial,
  WIDGETS,
} from '../trial/trial.ts';

let cluster: Trial;
beforeAll(async () => {
  cluster = await trial({ crds: [aDefinition({ properties: { size: { type: 'integer' } } })] });
});
afterAll(() => cluster.close());

describe('creating', () => {
  it('gives the object a uid, a version, a time and its namespace', async () => {
    const { status, body } = await cluster.post(CONFIG_MAPS, aConfigMap('new', { data: { a: 'b' } }));
    expect({ status, body }).toMatchObject({
      status: 201,
      body: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'new', namespace: 'test' }, data: { a: 'b' } },
    });
    expect(stringAt(body, 'metadata', 'uid')).toMatch(/^[0-9a-f-]{36}$/);
    expect(stringAt(body, 'metadata', 'creationTimestamp')).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    expect((await cluster.get(`${CONFIG_MAPS}/new`)).body).toEqual(body);
  });

  it('a second one of the same name is refused', async () => {
    await cluster.post(CONFIG_MAPS, aConfigMap('twice'));
    expect(await cluster.post(CONFIG_MAPS, aConfigMap('twice'))).toMatchObject({
      status: 409,
      body: { reason: 'AlreadyExists', message: 'configmaps "twice" already exists' },
    });
  });

  it('makes names that begin as asked for and differ', async () => {
    const make = async (): Promise<string> =>
      stringAt(
        (await cluster.post(CONFIG_MAPS, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { generateName: 'made-' } }))
          .body,
        'metadata',
        'name',
      ) ?? '';
    const names = [await make(), await make()];
    expect(names).toEqual([expect.stringMatching(/^made-\w{5}$/), expect.stringMatching(/^made-\w{5}$/)]);
    expect(new Set(names).size).toBe(2);
  });

  it('in a namespace that is not there is refused', async () => {
    expect(await cluster.post('/api/v1/namespaces/nowhere/configmaps', aConfigMap('a'))).toMatchObject({
      status: 404,
      body: { message: 'namespaces "nowhere" not found' },
    });
  });

  it.each([
    ['a version', aConfigMap('odd', { metadata: { resourceVersion: '7' } }), 400],
    ['another namespace', aConfigMap('odd', { metadata: { namespace: 'default' } }), 400],
    ['another kind', { ...aConfigMap('odd'), kind: 'Secret' }, 400],
    ['a name in capitals', aConfigMap('Odd'), 422],
    ['no name', aConfigMap(''), 422],
    ['a key that is none', aConfigMap('odd', { data: { 'a/b': 'c' } }), 422],
    ['a number in the place of a text', aConfigMap('odd', { data: { a: 1 } }), 400],
    ['nothing but a text', 'odd', 400],
  ])('an object with %s is refused', async (_, body, status) => {
    expect((await cluster.post(CONFIG_MAPS, body)).status).toBe(status);
    expect((await cluster.get(`${CONFIG_MAPS}/odd`)).status).toBe(404);
  });

  it('a Deployment fills in what nobody set', async () => {
    expect((await cluster.post(DEPLOYMENTS, aDeployment('whole'))).body).toMatchObject({
      spec: {
        replicas: 1,
        strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: '25%' } },
        progressDeadlineSeconds: 600,
        template: {
          spec: {
            restartPolicy: 'Always',
            containers: [{ imagePullPolicy: 'IfNotPresent', terminationMessagePath: '/dev/termination-log' }],
          },
        },
      },
    });
  });

  it('says who manages the fields', async () => {
    const { body } = await cluster.post(`${CONFIG_MAPS}?fieldManager=me`, aConfigMap('managed', { data: { a: 'b' } }));
    expect(at(body, 'metadata', 'managedFields')).toEqual([
      expect.objectContaining({
        manager: 'me',
        operation: 'Update',
        apiVersion: 'v1',
        fieldsType: 'FieldsV1',
        fieldsV1: { 'f:data': { '.': {}, 'f:a': {} } },
      }),
    ]);
  });
});

describe('a dry run', () => {
  it('answers as if it were done, and stores nothing', async () => {
    expect(await cluster.post(`${CONFIG_MAPS}?dryRun=All`, aConfigMap('dry', { data: { a: 'b' } }))).toMatchObject({
      status: 201,
      body: { data: { a: 'b' } },
    });
    expect((await cluster.get(`${CONFIG_MAPS}/dry`)).status).toBe(404);
  });

  it('of a change and of a deletion changes nothing', async () => {
    await cluster.post(CONFIG_MAPS, aConfigMap('wet'));
    expect((await cluster.patch(`${CONFIG_MAPS}/wet?dryRun=All`, { data: { a: 'b' } })).body).toMatchObject({
      data: { a: 'b' },
    });
    expect((await cluster.remove(`${CONFIG_MAPS}/wet?dryRun=All`)).status).toBe(200);
    const { status, body } = await cluster.get(`${CONFIG_MAPS}/wet`);
    expect([status, at(body, 'data')]).toEqual([200, undefined]);
  });

  it('is refused for what would be refused', async () => {
    expect((await cluster.post(`${CONFIG_MAPS}?dryRun=All`, aConfigMap('Dry'))).status).toBe(422);
    expect((await cluster.post(`${CONFIG_MAPS}?dryRun=Some`, aConfigMap('dry'))).status).toBe(422);
  });
});

describe('fields that a kind does not have', () => {
  const withUnknown = {
    ...aDeployment('unknown'),
    spec: { ...(aDeployment('unknown').spec as object), colour: 'red' },
  };

  it('are left out with a warning', async () => {
    const { warnings, body } = await cluster.post(`${DEPLOYMENTS}?dryRun=All`, withUnknown);
    expect(warnings).toBe('299 - "unknown field \\"spec.colour\\""');
    expect(at(body, 'spec', 'colour')).toBeUndefined();
  });

  it('are left out silently if the client wants that', async () => {
    expect((await cluster.post(`${DEPLOYMENTS}?dryRun=All&fieldValidation=Ignore`, withUnknown)).warnings).toBe('');
  });

  it('are refused if the client is strict', async () => {
    expect(await cluster.post(`${DEPLOYMENTS}?fieldValidation=Strict`, withUnknown)).toMatchObject({
      status: 400,
      body: { message: expect.stringContaining('strict decoding error: unknown field "spec.colour"') },
    });
    expect(
      (await cluster.post(`${WIDGETS}?fieldValidation=Strict`, aWidget('strict', { spec: { colour: 'red' } }))).status,
    ).toBe(400);
  });
});

it('a list of what was created is sorted by name', async () => {
  for (const name of ['sorted-b', 'sorted-a', 'sorted-c']) {
    await cluster.post(CONFIG_MAPS, aConfigMap(name, { metadata: { labels: { sorted: 'yes' } } }));
  }
  const { body } = await cluster.get(`${CONFIG_MAPS}?labelSelector=sorted`);
  expect(listAt(body, 'items').map((item) => stringAt(item, 'metadata', 'name'))).toEqual([
    'sorted-a',
    'sorted-b',
    'sorted-c',
  ]);
});
