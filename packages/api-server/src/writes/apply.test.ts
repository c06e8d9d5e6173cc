import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Answer } from '../conformance/requester.ts';
import { at, type Json, type JsonObject, objectsAt, stringAt } from '../json.ts';
import {
  aConfigMap,
  aDefinition,
  aDeployment,
  APPLY,
  aWidget,
  CONFIG_MAPS,
  DEPLOYMENTS,
  trial,
  type Trial,
  WIDGETS,
} from '../trial/trial.ts';

let cluster: Trial;
beforeAll(async () => {
  cluster = await trial({
    crds: [aDefinition({ properties: { size: { type: 'integer' }, colour: { type: 'string' } } })],
  });
});
afterAll(() => cluster.close());

const apply = (path: string, body: Json, query = 'fieldManager=one'): Promise<Answer> =>
  cluster.patch(`${path}?${query}`, body, APPLY);
const data = (name: string, values: JsonObject): JsonObject => aConfigMap(name, { data: values });
const managersOf = ({ body }: Answer): readonly (string | undefined)[] =>
  objectsAt(body, 'metadata', 'managedFields').map(
    (entry) => `${stringAt(entry, 'manager') ?? ''} ${stringAt(entry, 'operation') ?? ''}`,
  );

describe('server-side apply', () => {
  it('makes what is not there, and says who manages it', async () => {
    const made = await apply(`${CONFIG_MAPS}/made`, data('made', { a: '1' }));
    expect(made).toMatchObject({ status: 201, body: { data: { a: '1' } } });
    expect(managersOf(made)).toEqual(['one Apply']);
    expect((await apply(`${CONFIG_MAPS}/made`, data('made', { a: '1' }))).status).toBe(200);
  });

  it('takes away what the same manager no longer applies, and only that', async () => {
    await apply(`${CONFIG_MAPS}/less`, data('less', { a: '1', b: '2' }));
    await apply(`${CONFIG_MAPS}/less`, data('less', { c: '3' }), 'fieldManager=two');
    expect(at((await apply(`${CONFIG_MAPS}/less`, data('less', { a: '1' }))).body, 'data')).toEqual({ a: '1', c: '3' });
  });

  it('refuses to change what another manager applied, and names the field', async () => {
    await apply(`${CONFIG_MAPS}/contested`, data('contested', { a: '1' }));
    expect(await apply(`${CONFIG_MAPS}/contested`, data('contested', { a: '2' }), 'fieldManager=two')).toMatchObject({
      status: 409,
      body: {
        reason: 'Conflict',
        message: 'Apply failed with 1 conflict: conflict with "one": .data.a',
        details: { causes: [{ reason: 'FieldManagerConflict', field: '.data.a' }] },
      },
    });
    expect(at((await cluster.get(`${CONFIG_MAPS}/contested`)).body, 'data')).toEqual({ a: '1' });
  });

  it('takes it over when forced to', async () => {
    await apply(`${CONFIG_MAPS}/taken`, data('taken', { a: '1' }));
    const taken = await apply(`${CONFIG_MAPS}/taken`, data('taken', { a: '2' }), 'fieldManager=two&force=true');
    expect(at(taken.body, 'data')).toEqual({ a: '2' });
    expect(managersOf(taken)).toEqual(['two Apply']);
  });

  it('shares a field that two managers set to the same value', async () => {
    await apply(`${CONFIG_MAPS}/shared`, data('shared', { a: '1' }));
    const shared = await apply(`${CONFIG_MAPS}/shared`, data('shared', { a: '1' }), 'fieldManager=two');
    expect([shared.status, managersOf(shared).toSorted()]).toEqual([200, ['one Apply', 'two Apply']]);
  });

  it('conflicts with who wrote the field in another way', async () => {
    await apply(`${DEPLOYMENTS}/scaled`, aDeployment('scaled', { replicas: 1 }));
    await cluster.patch(`${DEPLOYMENTS}/scaled?fieldManager=scaler`, { spec: { replicas: 5 } });
    expect(await apply(`${DEPLOYMENTS}/scaled`, aDeployment('scaled', { replicas: 1 }))).toMatchObject({
      status: 409,
      body: { message: 'Apply failed with 1 conflict: conflict with "scaler" using apps/v1: .spec.replicas' },
    });
    expect(at((await apply(`${DEPLOYMENTS}/scaled`, aDeployment('scaled'))).body, 'spec', 'replicas')).toBe(5);
  });

  it('merges containers by name', async () => {
    await apply(`${DEPLOYMENTS}/merged`, aDeployment('merged'));
    const metadata = { labels: { app: 'merged' } };
    const side = aDeployment('merged', {
      template: { metadata, spec: { containers: [{ name: 'side', image: 'side:1' }] } },
    });
    const { body } = await apply(`${DEPLOYMENTS}/merged`, side, 'fieldManager=two');
    expect(
      objectsAt(body, 'spec', 'template', 'spec', 'containers')
        .map(({ name }) => name)
        .toSorted(),
    ).toEqual(['podinfod', 'side']);
  });

  it('works for custom kinds and reads YAML', async () => {
    const yaml =
      'apiVersion: example.com/v1\nkind: Widget\nmetadata:\n  name: applied\nspec:\n  size: 3\n  colour: red\n';
    expect((await apply(`${WIDGETS}/applied`, yaml)).body).toMatchObject({ spec: { size: 3, colour: 'red' } });
    expect(at((await apply(`${WIDGETS}/applied`, aWidget('applied', { spec: { size: 4 } }))).body, 'spec')).toEqual({
      size: 4,
    });
  });

  it('needs to know who applies', async () => {
    expect(await apply(`${CONFIG_MAPS}/nobody`, data('nobody', {}), '')).toMatchObject({
      status: 422,
      body: { message: expect.stringContaining('fieldManager: Required value: is required for apply patch') },
    });
  });

  it('refuses fields that the kind does not have', async () => {
    expect(await apply(`${WIDGETS}/odd`, aWidget('odd', { spec: { shape: 'round' } }))).toMatchObject({
      status: 500,
      body: { message: expect.stringContaining('.spec.shape: field not declared in schema') },
    });
  });

  it('changes nothing in a dry run', async () => {
    expect((await apply(`${CONFIG_MAPS}/dry`, data('dry', { a: '1' }), 'fieldManager=one&dryRun=All')).status).toBe(
      201,
    );
    expect((await cluster.get(`${CONFIG_MAPS}/dry`)).status).toBe(404);
  });

  it('changes no version where nothing changes', async () => {
    const first = await apply(`${CONFIG_MAPS}/same`, data('same', { a: '1' }));
    const second = await apply(`${CONFIG_MAPS}/same`, data('same', { a: '1' }));
    expect(at(second.body, 'metadata', 'resourceVersion')).toBe(at(first.body, 'metadata', 'resourceVersion'));
  });
});
