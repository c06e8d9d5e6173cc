import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { at } from '../json.ts';
import {
  aConfigMap,
  aDefinition,
  aDeployment,
  APPLY,
  aWidget,
  CONFIG_MAPS,
  DEPLOYMENTS,
  JSON_PATCH,
  MERGE,
  STRATEGIC,
  trial,
  type Trial,
  WIDGETS,
} from '../trial/trial.ts';

let cluster: Trial;
beforeAll(async () => {
  cluster = await trial({
    crds: [
      aDefinition({
        properties: {
          list: {
            type: 'array',
            items: { type: 'object', properties: { name: { type: 'string' }, n: { type: 'integer' } } },
          },
        },
      }),
    ],
  });
});
afterAll(() => cluster.close());

describe('a patch over HTTP', () => {
  it('is of the sort that its content type says', async () => {
    await cluster.post(DEPLOYMENTS, aDeployment('sorts'));
    const containers = [{ name: 'side', image: 'side:1' }];
    const names = (body: Parameters<typeof at>[0]): unknown =>
      [0, 1].map((index) => at(body, 'spec', 'template', 'spec', 'containers', index, 'name'));
    expect(
      names(
        (await cluster.patch(`${DEPLOYMENTS}/sorts`, { spec: { template: { spec: { containers } } } }, STRATEGIC)).body,
      ),
    ).toEqual(['side', 'podinfod']);
    expect(
      names(
        (await cluster.patch(`${DEPLOYMENTS}/sorts`, { spec: { template: { spec: { containers } } } }, MERGE)).body,
      ),
    ).toEqual(['side', undefined]);
    expect(
      names(
        (
          await cluster.patch(
            `${DEPLOYMENTS}/sorts`,
            [{ op: 'add', path: '/spec/template/spec/containers/-', value: { name: 'last', image: 'last:1' } }],
            JSON_PATCH,
          )
        ).body,
      ),
    ).toEqual(['side', 'last']);
  });

  it('of a custom kind cannot be strategic', async () => {
    await cluster.post(WIDGETS, aWidget('plain'));
    expect(await cluster.patch(`${WIDGETS}/plain`, { spec: {} }, STRATEGIC)).toMatchObject({
      status: 415,
      body: { reason: 'UnsupportedMediaType', message: expect.stringContaining(`${JSON_PATCH}, ${MERGE}, ${APPLY}`) },
    });
  });

  it('of no known sort is 415', async () => {
    await cluster.post(CONFIG_MAPS, aConfigMap('unsorted'));
    expect((await cluster.patch(`${CONFIG_MAPS}/unsorted`, {}, 'application/json')).status).toBe(415);
  });

  it('whose result is no object of the kind is refused and changes nothing', async () => {
    await cluster.post(DEPLOYMENTS, aDeployment('sound'));
    expect((await cluster.patch(`${DEPLOYMENTS}/sound`, { spec: { replicas: 'many' } })).status).toBe(422);
    await cluster.post(WIDGETS, aWidget('sound', { spec: { list: [{ name: 'a' }] } }));
    expect(
      await cluster.patch(`${WIDGETS}/sound`, [{ op: 'add', path: '/spec/list/0/n', value: 'one' }], JSON_PATCH),
    ).toMatchObject({
      status: 422,
      body: { details: { causes: [{ reason: 'FieldValueTypeInvalid', field: 'spec.list[0].n' }] } },
    });
    expect(at((await cluster.get(`${WIDGETS}/sound`)).body, 'spec')).toEqual({ list: [{ name: 'a' }] });
  });

  it('of what is not there is 404', async () => {
    expect((await cluster.patch(`${CONFIG_MAPS}/absent`, { data: {} })).status).toBe(404);
  });

  it('that is no JSON is 400 and its content is not repeated', async () => {
    await cluster.post(CONFIG_MAPS, aConfigMap('garbled'));
    const { status, body } = await cluster.send({
      method: 'PATCH',
      path: `${CONFIG_MAPS}/garbled`,
      body: '{"data": {"password": "hunter2"',
      contentType: MERGE,
    });
    expect(status).toBe(400);
    expect(JSON.stringify(body)).not.toContain('hunter2');
  });
});
