import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { at, type JsonObject, objectAt, objectsAt, stringAt } from '../json.ts';
import { DEFINITIONS, trial, type Trial } from '../trial/trial.ts';

let cluster: Trial;
beforeAll(async () => {
  cluster = await trial();
});
afterAll(() => cluster.close());

describe('a definition of two versions', () => {
  const text = { type: 'string' };
  const schema = (properties: JsonObject): JsonObject => ({
    openAPIV3Schema: { type: 'object', properties: { spec: { type: 'object', properties } } },
  });
  const definition = {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: 'gadgets.example.com' },
    spec: {
      group: 'example.com',
      scope: 'Cluster',
      names: { plural: 'gadgets', kind: 'Gadget' },
      versions: [
        { name: 'v1', served: true, storage: true, schema: schema({ both: text, fresh: text }) },
        { name: 'v1alpha1', served: true, storage: false, deprecated: true, schema: schema({ both: text, old: text }) },
        { name: 'v0', served: false, storage: false, schema: schema({}) },
      ],
    },
  };

  it('shows the same objects in both, each with what its own schema knows', async () => {
    await cluster.post(DEFINITIONS, definition);
    await cluster.post('/apis/example.com/v1/gadgets', {
      apiVersion: 'example.com/v1',
      kind: 'Gadget',
      metadata: { name: 'a' },
      spec: { both: 'b', fresh: 'f', old: 'o' },
    });
    const { body, warnings } = await cluster.get('/apis/example.com/v1alpha1/gadgets/a');
    expect({ apiVersion: at(body, 'apiVersion'), spec: at(body, 'spec') }).toEqual({
      apiVersion: 'example.com/v1alpha1',
      spec: { both: 'b' },
    });
    expect(warnings).toContain('example.com/v1alpha1 Gadget is deprecated');
    expect(at((await cluster.get('/apis/example.com/v1/gadgets/a')).body, 'spec')).toEqual({ both: 'b', fresh: 'f' });
  });

  it('loses by a write of one version what only the other knows', async () => {
    const { body } = await cluster.get('/apis/example.com/v1alpha1/gadgets/a');
    await cluster.put('/apis/example.com/v1alpha1/gadgets/a', { ...objectAt(body), spec: { both: 'c' } });
    expect(at((await cluster.get('/apis/example.com/v1/gadgets/a')).body, 'spec')).toEqual({ both: 'c' });
  });

  it('does not serve the version that it says is not served', async () => {
    expect((await cluster.get('/apis/example.com/v0/gadgets')).status).toBe(404);
    expect(
      objectsAt((await cluster.get('/apis/example.com')).body, 'versions').map((each) => stringAt(each, 'version')),
    ).toEqual(['v1', 'v1alpha1']);
  });
});
