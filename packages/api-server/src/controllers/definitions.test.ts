import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { listAt, objectsAt, stringAt } from '../json.ts';
import { aDefinition, aWidget, DEFINITIONS, trial, type Trial, WIDGETS } from '../trial/trial.ts';

let cluster: Trial;
beforeAll(async () => {
  cluster = await trial();
});
afterAll(() => cluster.close());

describe('a definition', () => {
  it('makes its kind there at once, until it is deleted together with all objects of it', async () => {
    expect((await cluster.get(WIDGETS)).status).toBe(404);
    const { status, body } = await cluster.post(DEFINITIONS, aDefinition({}));
    expect(status).toBe(201);
    expect(objectsAt(body, 'status', 'conditions').map(({ type, status: holds }) => [type, holds])).toEqual([
      ['NamesAccepted', 'True'],
      ['Established', 'True'],
    ]);
    expect((await cluster.post(WIDGETS, aWidget('a'))).status).toBe(201);
    expect(
      listAt((await cluster.get('/apis/example.com/v1')).body, 'resources').map((each) => stringAt(each, 'name')),
    ).toEqual(['widgets', 'widgets/status']);

    await cluster.remove(`${DEFINITIONS}/widgets.example.com`);
    expect((await cluster.get(WIDGETS)).status).toBe(404);
    await cluster.post(DEFINITIONS, aDefinition({}));
    expect(listAt((await cluster.get(WIDGETS)).body, 'items')).toEqual([]);
  });

  it('that is changed counts at once', async () => {
    const name = `${DEFINITIONS}/widgets.example.com`;
    await cluster.patch(name, {
      spec: aDefinition({ properties: { size: { type: 'integer', maximum: 5 } } }).spec ?? null,
    });
    expect((await cluster.post(WIDGETS, aWidget('large', { spec: { size: 6 } }))).status).toBe(422);
    await cluster.patch(name, {
      spec: aDefinition({ properties: { size: { type: 'integer', maximum: 7 } } }).spec ?? null,
    });
    expect((await cluster.post(WIDGETS, aWidget('large', { spec: { size: 6 } }))).status).toBe(201);
  });

  it.each([
    ['of another name than its plural and group', { ...aDefinition({}), metadata: { name: 'gadgets.example.com' } }],
    ['without a schema', aDefinition({}, { schema: null })],
    ['without a version that is stored', aDefinition({}, { storage: false })],
  ])('%s is refused', async (_, definition) => {
    await cluster.remove(`${DEFINITIONS}/widgets.example.com`);
    expect((await cluster.post(DEFINITIONS, definition)).status).toBe(422);
    expect((await cluster.get(WIDGETS)).status).toBe(404);
  });
});
