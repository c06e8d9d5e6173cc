import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { at, isObject, type Json, type JsonObject, objectAt, objectsAt, stringAt } from '../json.ts';
import { aDefinition, DEFINITIONS, trial, type Trial } from '../trial/trial.ts';

const AGGREGATED = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList';

let cluster: Trial;
beforeAll(async () => {
  cluster = await trial({
    crds: [
      aDefinition({
        description: 'What it is to be.',
        properties: { size: { type: 'integer', description: 'How large.' } },
      }),
    ],
  });
});
afterAll(() => cluster.close());

const read = async (path: string, accept?: string): Promise<Json> => (await cluster.get(path, accept)).body;

describe('discovery', () => {
  it('names groups, versions and resources, one after the other', async () => {
    expect(at(await read('/api'), 'versions')).toEqual(['v1']);
    expect(objectsAt(await read('/apis'), 'groups').map(({ name }) => name)).toEqual(
      expect.arrayContaining(['apps', 'coordination.k8s.io', 'example.com']),
    );
    expect(at(await read('/apis/apps'), 'preferredVersion', 'groupVersion')).toBe('apps/v1');
    const deployments = objectsAt(await read('/apis/apps/v1'), 'resources').filter(
      (each) => stringAt(each, 'name')?.startsWith('deployments') === true,
    );
    expect(deployments.map(({ name, kind }) => [name, kind])).toEqual([
      ['deployments', 'Deployment'],
      ['deployments/scale', 'Scale'],
      ['deployments/status', 'Deployment'],
    ]);
    expect(deployments[0]).toMatchObject({
      shortNames: ['deploy'],
      categories: ['all'],
      namespaced: true,
      verbs: expect.arrayContaining(['list', 'watch', 'patch']),
    });
  });

  it('names everything at once to who asks for that', async () => {
    const groups = objectsAt(await read('/apis', AGGREGATED), 'items');
    const widgets = groups.find((group) => stringAt(group, 'metadata', 'name') === 'example.com');
    expect(widgets).toMatchObject({
      versions: [
        {
          version: 'v1',
          resources: [
            {
              resource: 'widgets',
              scope: 'Namespaced',
              shortNames: ['wd'],
              singularResource: 'widget',
              subresources: [{ subresource: 'status' }],
            },
          ],
        },
      ],
    });
    expect(
      objectsAt(await read('/api', AGGREGATED), 'items', 0, 'versions', 0, 'resources').map(({ resource }) => resource),
    ).toEqual(expect.arrayContaining(['pods', 'services', 'events']));
  });

  it('of what is not there is 404', async () => {
    expect((await cluster.get('/apis/nothing.example.com/v1')).status).toBe(404);
  });
});

describe('OpenAPI', () => {
  const urlOf = async (version: string): Promise<string> =>
    stringAt(objectAt(await read('/openapi/v3'), 'paths', version), 'serverRelativeURL') ?? '';

  it('describes custom kinds as their definition does', async () => {
    const document = await read(await urlOf('apis/example.com/v1'));
    expect(objectAt(document, 'components', 'schemas', 'com.example.v1.Widget', 'properties', 'spec')).toMatchObject({
      description: 'What it is to be.',
      properties: { size: { type: 'integer', description: 'How large.' } },
    });
    expect(at(document, 'components', 'schemas', 'com.example.v1.Widget', 'x-kubernetes-group-version-kind')).toEqual([
      { group: 'example.com', version: 'v1', kind: 'Widget' },
    ]);
  });

  it('names in every document all that it refers to', async () => {
    for (const path of Object.keys(objectAt(await read('/openapi/v3'), 'paths'))) {
      const document = await read(await urlOf(path));
      const known = Object.keys(objectAt(document, 'components', 'schemas')).map(
        (name) => `#/components/schemas/${name}`,
      );
      expect(references(document).filter((reference) => !known.includes(reference))).toEqual([]);
    }
  });

  it('has another address when a definition changes, as clients keep what they have read', async () => {
    const before = await urlOf('apis/example.com/v1');
    const definition = aDefinition({ properties: { colour: { type: 'string' } } });
    await cluster.patch(`${DEFINITIONS}/widgets.example.com`, { spec: definition.spec ?? null });
    const after = await urlOf('apis/example.com/v1');
    expect(after).not.toBe(before);
    expect(JSON.stringify(await read(after))).toContain('colour');
  });
});

it('the version tells the sandbox from a real cluster', async () => {
  expect(stringAt(await read('/version'), 'gitVersion')).toMatch(/^v1\.33\.\d+\+flagger-sandbox$/);
});

/** Everything that `$ref` names in a document. */
function references(value: Json): readonly string[] {
  if (Array.isArray(value)) {
    return value.flatMap((item: Json) => references(item));
  }
  if (!isObject(value)) {
    return [];
  }
  const inside = Object.values<Json>(value satisfies JsonObject).flatMap(references);
  return typeof value.$ref === 'string' ? [value.$ref, ...inside] : inside;
}
