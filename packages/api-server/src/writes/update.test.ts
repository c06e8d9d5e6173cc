import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type JsonObject, numberAt, objectAt, stringAt } from '../json.ts';
import type { Answer } from '../conformance/requester.ts';
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

const versionOf = ({ body }: Answer): string | undefined => stringAt(body, 'metadata', 'resourceVersion');
const generationOf = ({ body }: Answer): number | undefined => numberAt(body, 'metadata', 'generation');

describe('a write made from an older state', () => {
  it('is refused with 409 and changes nothing', async () => {
    const created = objectAt((await cluster.post(CONFIG_MAPS, aConfigMap('raced', { data: { k: 'first' } }))).body);
    await cluster.put(`${CONFIG_MAPS}/raced`, { ...created, data: { k: 'second' } });
    expect(await cluster.put(`${CONFIG_MAPS}/raced`, { ...created, data: { k: 'third' } })).toMatchObject({
      status: 409,
      body: {
        reason: 'Conflict',
        message:
          'Operation cannot be fulfilled on configmaps "raced": the object has been modified; please apply your changes to the latest version and try again',
        details: { name: 'raced', kind: 'configmaps' },
      },
    });
    expect((await cluster.get(`${CONFIG_MAPS}/raced`)).body).toMatchObject({ data: { k: 'second' } });
  });

  it('loses no update where many count one number up, each trying again until it may', async () => {
    await cluster.post(CONFIG_MAPS, aConfigMap('counted', { data: { n: '0' } }));
    const countUp = async (): Promise<void> => {
      const { body } = await cluster.get(`${CONFIG_MAPS}/counted`);
      const next = { ...objectAt(body), data: { n: String(Number(stringAt(body, 'data', 'n')) + 1) } };
      const { status } = await cluster.put(`${CONFIG_MAPS}/counted`, next);
      if (status === 409) {
        await countUp();
      }
    };
    await Promise.all(Array.from({ length: 8 }, countUp));
    expect((await cluster.get(`${CONFIG_MAPS}/counted`)).body).toMatchObject({ data: { n: '8' } });
  });

  it('is refused as a patch too, if the patch names the version', async () => {
    await cluster.post(CONFIG_MAPS, aConfigMap('patched'));
    expect(
      (await cluster.patch(`${CONFIG_MAPS}/patched`, { metadata: { resourceVersion: '1' }, data: { a: 'b' } })).status,
    ).toBe(409);
    expect((await cluster.patch(`${CONFIG_MAPS}/patched`, { data: { a: 'b' } })).status).toBe(200);
  });

  it('may leave the version out for a Deployment, but not for a custom kind', async () => {
    await cluster.post(DEPLOYMENTS, aDeployment('versionless'));
    await cluster.post(WIDGETS, aWidget('versionless'));
    expect((await cluster.put(`${DEPLOYMENTS}/versionless`, aDeployment('versionless', { replicas: 3 }))).status).toBe(
      200,
    );
    expect(await cluster.put(`${WIDGETS}/versionless`, aWidget('versionless'))).toMatchObject({
      status: 422,
      body: {
        message:
          'widgets.example.com "versionless" is invalid: metadata.resourceVersion: Invalid value: 0: must be specified for an update',
      },
    });
  });

  it('is refused if the object was made anew meanwhile', async () => {
    const first = (await cluster.post(CONFIG_MAPS, aConfigMap('anew'))).body;
    await cluster.remove(`${CONFIG_MAPS}/anew`);
    await cluster.post(CONFIG_MAPS, aConfigMap('anew'));
    const uid = stringAt(first, 'metadata', 'uid') ?? '';
    expect(await cluster.put(`${CONFIG_MAPS}/anew`, aConfigMap('anew', { metadata: { uid } }))).toMatchObject({
      status: 409,
      body: { reason: 'Conflict' },
    });
  });
});

describe('the resourceVersion', () => {
  it('grows with every change, and stays where nothing changes', async () => {
    const created = await cluster.post(CONFIG_MAPS, aConfigMap('grows'));
    const changed = await cluster.patch(`${CONFIG_MAPS}/grows`, { data: { a: 'b' } });
    const same = await cluster.patch(`${CONFIG_MAPS}/grows`, { data: { a: 'b' } });
    expect(Number(versionOf(changed))).toBeGreaterThan(Number(versionOf(created)));
    expect(versionOf(same)).toBe(versionOf(changed));
  });
});

describe('the generation', () => {
  it.each<{ readonly what: string; readonly change: JsonObject; readonly generation: number }>([
    { what: 'grows with the spec', change: { spec: { replicas: 4 } }, generation: 2 },
    { what: 'stays where only labels change', change: { metadata: { labels: { a: 'b' } } }, generation: 1 },
    { what: 'stays where the spec is written as it is', change: { spec: { replicas: 1 } }, generation: 1 },
    { what: 'cannot be set', change: { metadata: { generation: 40 } }, generation: 1 },
  ])('of a Deployment $what', async ({ what, change, generation }) => {
    const name = what.replaceAll(' ', '-');
    expect(generationOf(await cluster.post(DEPLOYMENTS, aDeployment(name)))).toBe(1);
    expect(generationOf(await cluster.patch(`${DEPLOYMENTS}/${name}`, change))).toBe(generation);
  });

  it('of a custom object grows with its spec and not with its status', async () => {
    await cluster.post(WIDGETS, aWidget('counted', { spec: { size: 1 } }));
    expect(generationOf(await cluster.patch(`${WIDGETS}/counted/status`, { status: { phase: 'Ready' } }))).toBe(1);
    expect(generationOf(await cluster.patch(`${WIDGETS}/counted`, { spec: { size: 2 } }))).toBe(2);
  });

  it('is not there for kinds without one', async () => {
    expect(generationOf(await cluster.post(CONFIG_MAPS, aConfigMap('none')))).toBeUndefined();
  });
});

describe('an update', () => {
  it('cannot change what only the server writes', async () => {
    const { body } = await cluster.post(CONFIG_MAPS, aConfigMap('born'));
    const changed = await cluster.patch(`${CONFIG_MAPS}/born`, {
      metadata: { creationTimestamp: '2001-01-01T00:00:00Z', deletionTimestamp: '2001-01-01T00:00:00Z' },
      data: { a: 'b' },
    });
    expect(stringAt(changed.body, 'metadata', 'creationTimestamp')).toBe(
      stringAt(body, 'metadata', 'creationTimestamp'),
    );
    expect(stringAt(changed.body, 'metadata', 'deletionTimestamp')).toBeUndefined();
  });

  it('must be about the object in the path', async () => {
    await cluster.post(CONFIG_MAPS, aConfigMap('this'));
    expect(await cluster.put(`${CONFIG_MAPS}/this`, aConfigMap('that'))).toMatchObject({
      status: 400,
      body: { message: 'the name of the object (that) does not match the name on the URL (this)' },
    });
  });

  it('of what is not there is 404, but makes a Lease', async () => {
    expect((await cluster.put(`${CONFIG_MAPS}/absent`, aConfigMap('absent'))).status).toBe(404);
    const lease = {
      apiVersion: 'coordination.k8s.io/v1',
      kind: 'Lease',
      metadata: { name: 'absent' },
      spec: { holderIdentity: 'me' },
    };
    expect((await cluster.put('/apis/coordination.k8s.io/v1/namespaces/test/leases/absent', lease)).status).toBe(201);
  });

  it('of the selector of a Deployment is refused', async () => {
    await cluster.post(DEPLOYMENTS, aDeployment('selects'));
    const changed = aDeployment('selects', {
      selector: { matchLabels: { app: 'other' } },
      template: { metadata: { labels: { app: 'other' } }, spec: { containers: [{ name: 'a', image: 'a' }] } },
    });
    expect(await cluster.put(`${DEPLOYMENTS}/selects`, changed)).toMatchObject({
      status: 422,
      body: { details: { causes: [{ field: 'spec.selector' }] } },
    });
  });

  it('of what is immutable is refused', async () => {
    await cluster.post(CONFIG_MAPS, aConfigMap('frozen', { immutable: true, data: { a: 'b' } }));
    expect(await cluster.patch(`${CONFIG_MAPS}/frozen`, { data: { a: 'c' } })).toMatchObject({
      status: 422,
      body: { message: 'ConfigMap "frozen" is invalid: data: Forbidden: field is immutable when `immutable` is set' },
    });
  });
});
