import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { at, type Json, objectAt } from '../json.ts';
import {
  aDefinition,
  aDeployment,
  aPod,
  aWidget,
  DEPLOYMENTS,
  JSON_PATCH,
  PODS,
  trial,
  type Trial,
  WIDGETS,
} from '../trial/trial.ts';

const SCALE = {
  specReplicasPath: '.spec.size',
  statusReplicasPath: '.status.size',
  labelSelectorPath: '.status.selector',
};

let cluster: Trial;
beforeAll(async () => {
  cluster = await trial({
    crds: [aDefinition({ properties: { size: { type: 'integer' } } }, { subresources: { status: {}, scale: SCALE } })],
  });
});
afterAll(() => cluster.close());

const read = async (path: string): Promise<Json> => (await cluster.get(path)).body;

describe('the status', () => {
  it('is not written by a write of the object', async () => {
    await cluster.post(WIDGETS, aWidget('quiet', { status: { phase: 'Made' } }));
    expect(at(await read(`${WIDGETS}/quiet`), 'status')).toBeUndefined();
    await cluster.patch(`${WIDGETS}/quiet`, { status: { phase: 'Ready' } });
    expect(at(await read(`${WIDGETS}/quiet`), 'status')).toBeUndefined();
  });

  it('is all that a write to its own path changes', async () => {
    await cluster.post(WIDGETS, aWidget('told', { spec: { size: 1 } }));
    await cluster.patch(`${WIDGETS}/told/status`, {
      metadata: { labels: { a: 'b' } },
      spec: { size: 7 },
      status: { phase: 'Ready' },
    });
    const { metadata, spec, status } = objectAt(await read(`${WIDGETS}/told`));
    expect({ spec, status, labels: at(metadata, 'labels') }).toEqual({
      spec: { size: 1 },
      status: { phase: 'Ready' },
      labels: undefined,
    });
  });

  it('is kept when the object is written without one', async () => {
    await cluster.post(DEPLOYMENTS, aDeployment('kept'));
    await cluster.patch(`${DEPLOYMENTS}/kept/status`, { status: { replicas: 2, readyReplicas: 1 } });
    await cluster.put(`${DEPLOYMENTS}/kept`, aDeployment('kept', { replicas: 5 }));
    expect(await read(`${DEPLOYMENTS}/kept`)).toMatchObject({
      spec: { replicas: 5 },
      status: { replicas: 2, readyReplicas: 1 },
    });
  });

  it('is written with a lock on the version like everything else', async () => {
    const { body } = await cluster.post(WIDGETS, aWidget('locked'));
    await cluster.patch(`${WIDGETS}/locked`, { spec: { size: 2 } });
    expect(
      (await cluster.put(`${WIDGETS}/locked/status`, { ...objectAt(body), status: { phase: 'Late' } })).status,
    ).toBe(409);
  });
});

describe('the scale', () => {
  it('tells the wanted and the present number and the selector of a Deployment', async () => {
    await cluster.post(DEPLOYMENTS, aDeployment('sized', { replicas: 3 }));
    await cluster.patch(`${DEPLOYMENTS}/sized/status`, { status: { replicas: 2 } });
    expect(await read(`${DEPLOYMENTS}/sized/scale`)).toMatchObject({
      apiVersion: 'autoscaling/v1',
      kind: 'Scale',
      metadata: { name: 'sized', namespace: 'test' },
      spec: { replicas: 3 },
      status: { replicas: 2, selector: 'app=sized' },
    });
  });

  it('sets the number by PUT and by patch, and counts as a change of the spec', async () => {
    await cluster.post(DEPLOYMENTS, aDeployment('grown'));
    const scale = objectAt(await read(`${DEPLOYMENTS}/grown/scale`));
    expect((await cluster.put(`${DEPLOYMENTS}/grown/scale`, { ...scale, spec: { replicas: 4 } })).body).toMatchObject({
      spec: { replicas: 4 },
    });
    await cluster.patch(
      `${DEPLOYMENTS}/grown/scale`,
      [{ op: 'replace', path: '/spec/replicas', value: 5 }],
      JSON_PATCH,
    );
    expect(await read(`${DEPLOYMENTS}/grown`)).toMatchObject({ metadata: { generation: 3 }, spec: { replicas: 5 } });
  });

  it('is refused when it was made from an older version', async () => {
    await cluster.post(DEPLOYMENTS, aDeployment('stale'));
    const scale = objectAt(await read(`${DEPLOYMENTS}/stale/scale`));
    await cluster.patch(`${DEPLOYMENTS}/stale`, { spec: { replicas: 2 } });
    expect((await cluster.put(`${DEPLOYMENTS}/stale/scale`, { ...scale, spec: { replicas: 9 } })).status).toBe(409);
    expect(await read(`${DEPLOYMENTS}/stale`)).toMatchObject({ spec: { replicas: 2 } });
  });

  it('of a custom kind is where its definition says', async () => {
    await cluster.post(WIDGETS, aWidget('wide', { spec: { size: 2 } }));
    await cluster.patch(`${WIDGETS}/wide/status`, { status: { size: 1, selector: 'a=b' } });
    expect((await cluster.patch(`${WIDGETS}/wide/scale`, { spec: { replicas: 6 } })).body).toMatchObject({
      spec: { replicas: 6 },
      status: { replicas: 1, selector: 'a=b' },
    });
    expect(await read(`${WIDGETS}/wide`)).toMatchObject({ spec: { size: 6 } });
  });
});

describe('a pod', () => {
  it('is bound to a node once', async () => {
    await cluster.post(PODS, aPod('bound'));
    const binding = (name: string): Json => ({
      apiVersion: 'v1',
      kind: 'Binding',
      metadata: { name: 'bound' },
      target: { kind: 'Node', name },
    });
    expect((await cluster.post(`${PODS}/bound/binding`, binding('node-1'))).status).toBe(201);
    expect(await read(`${PODS}/bound`)).toMatchObject({
      spec: { nodeName: 'node-1' },
      status: { conditions: [{ type: 'PodScheduled', status: 'True' }] },
    });
    expect((await cluster.post(`${PODS}/bound/binding`, binding('node-2'))).status).toBe(409);
  });

  it('that is evicted is deleted', async () => {
    await cluster.post(PODS, aPod('evicted'));
    expect(
      (
        await cluster.post(`${PODS}/evicted/eviction`, {
          apiVersion: 'policy/v1',
          kind: 'Eviction',
          metadata: { name: 'evicted' },
        })
      ).status,
    ).toBe(201);
    expect((await cluster.get(`${PODS}/evicted`)).status).toBe(404);
  });
});

it('a part that a kind does not have is not found, and a method that a part does not have is not allowed', async () => {
  await cluster.post(DEPLOYMENTS, aDeployment('parts'));
  expect((await cluster.get(`${DEPLOYMENTS}/parts/log`)).status).toBe(404);
  expect((await cluster.send({ method: 'DELETE', path: `${DEPLOYMENTS}/parts/status` })).status).toBe(405);
});
