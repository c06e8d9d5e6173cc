import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { at, type Json, type JsonObject, listAt, objectAt, objectsAt } from '../json.ts';
import { aDefinition, aWidget, DEFINITIONS, TABLE, trial, type Trial, WIDGETS } from '../trial/trial.ts';

const TEXT = { type: 'string' };
const SCHEMA = {
  required: ['size'],
  properties: {
    size: { type: 'integer', minimum: 1, maximum: 10 },
    colour: { type: 'string', enum: ['red', 'green'], default: 'red' },
    interval: { type: 'string', pattern: '^[0-9]+s$' },
    port: { 'x-kubernetes-int-or-string': true },
    ratio: { type: 'number', exclusiveMinimum: true, minimum: 0 },
    free: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
    labels: { type: 'object', additionalProperties: TEXT },
    names: { type: 'array', 'x-kubernetes-list-type': 'set', items: TEXT },
    steps: {
      type: 'array',
      minItems: 1,
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['name'],
      items: {
        type: 'object',
        required: ['name'],
        properties: { name: TEXT, weight: { type: 'integer', default: 5 } },
      },
    },
    either: { type: 'object', properties: { a: TEXT, b: TEXT }, oneOf: [{ required: ['a'] }, { required: ['b'] }] },
    maybe: { type: 'string', nullable: true },
    options: { type: 'object', default: {}, properties: { retries: { type: 'integer', default: 3 } } },
  },
};
const COLUMNS = [
  { name: 'Size', type: 'integer', jsonPath: '.spec.size' },
  { name: 'Ready', type: 'string', jsonPath: '.status.conditions[?(@.type=="Ready")].status' },
  { name: 'Colour', type: 'string', jsonPath: '.spec.colour', priority: 1 },
];

let cluster: Trial;
beforeAll(async () => {
  cluster = await trial({ crds: [aDefinition(SCHEMA, { additionalPrinterColumns: COLUMNS })] });
});
afterAll(() => cluster.close());

let count = 0;
const post = (spec: JsonObject): Promise<{ readonly status: number; readonly body: Json }> => {
  count += 1;
  return cluster.post(WIDGETS, aWidget(`widget-${count}`, { spec }));
};

describe('the schema of a definition', () => {
  it.each<[string, JsonObject, string, string]>([
    ['what is required', {}, 'spec.size', 'Required value'],
    [
      'the type',
      { size: 'one' },
      'spec.size',
      'Invalid value: "string": spec.size in body must be of type integer: "string"',
    ],
    [
      'whole numbers',
      { size: 1.5 },
      'spec.size',
      'Invalid value: "number": spec.size in body must be of type integer: "number"',
    ],
    ['the least', { size: 0 }, 'spec.size', 'Invalid value: 0: spec.size in body should be greater than or equal to 1'],
    ['the most', { size: 11 }, 'spec.size', 'Invalid value: 11: spec.size in body should be less than or equal to 10'],
    [
      'an exclusive bound',
      { size: 1, ratio: 0 },
      'spec.ratio',
      'Invalid value: 0: spec.ratio in body should be greater than 0',
    ],
    [
      'what is allowed',
      { size: 1, colour: 'blue' },
      'spec.colour',
      'Unsupported value: "blue": supported values: "red", "green"',
    ],
    [
      'the pattern',
      { size: 1, interval: '5m' },
      'spec.interval',
      'Invalid value: "5m": spec.interval in body should match \'^[0-9]+s$\'',
    ],
    [
      'a number or a text',
      { size: 1, port: true },
      'spec.port',
      'Invalid value: "boolean": spec.port in body must be of type integer,string: "boolean"',
    ],
    [
      'the values of a map',
      { size: 1, labels: { a: 1 } },
      'spec.labels.a',
      'Invalid value: "integer": spec.labels.a in body must be of type string: "integer"',
    ],
    [
      'the items of a list',
      { size: 1, steps: [{ name: 'a' }, { name: 2 }] },
      'spec.steps[1].name',
      'Invalid value: "integer": spec.steps[1].name in body must be of type string: "integer"',
    ],
    [
      'keys that stand once',
      { size: 1, steps: [{ name: 'a' }, { name: 'a' }] },
      'spec.steps[1]',
      'Duplicate value: {"name":"a"}',
    ],
    ['sets without repetition', { size: 1, names: ['a', 'b', 'a'] }, 'spec.names[2]', 'Duplicate value: "a"'],
    [
      'the number of items',
      { size: 1, steps: [] },
      'spec.steps',
      'Invalid value: 0: spec.steps in body should have at least 1 items',
    ],
    [
      'null only where it is allowed',
      { size: 1, interval: null },
      'spec.interval',
      'Invalid value: "null": spec.interval in body must be of type string: "null"',
    ],
  ])('holds objects to %s', async (_, spec, field, message) => {
    const { status, body } = await post(spec);
    expect(status).toBe(422);
    expect(objectsAt(body, 'details', 'causes')).toContainEqual(expect.objectContaining({ field, message }));
    expect((await cluster.get(`${WIDGETS}/widget-${count}`)).status).toBe(404);
  });

  it('holds objects to one of alternatives', async () => {
    expect((await post({ size: 1, either: { a: 'x' } })).status).toBe(201);
    expect((await post({ size: 1, either: {} })).status).toBe(422);
    expect((await post({ size: 1, either: { a: 'x', b: 'y' } })).status).toBe(422);
  });

  it('tells everything that is wrong at once', async () => {
    const { body } = await post({ colour: 'blue', interval: 'x' });
    expect(
      objectsAt(body, 'details', 'causes')
        .map(({ field }) => field)
        .toSorted(),
    ).toEqual(['spec.colour', 'spec.interval', 'spec.size']);
  });

  it('lets through what fits', async () => {
    const spec = {
      size: 1,
      colour: 'green',
      interval: '5s',
      port: 'http',
      ratio: 0.5,
      free: { any: [{ thing: null }] },
      labels: { a: 'b' },
      names: ['a'],
      maybe: null,
    };
    expect(at((await post(spec)).body, 'spec')).toEqual({ ...spec, options: { retries: 3 } });
  });

  it('fills in defaults, inside defaults and lists too', async () => {
    const { body } = await post({ size: 1, steps: [{ name: 'a' }, { name: 'b', weight: 7 }] });
    expect(at(body, 'spec')).toEqual({
      size: 1,
      colour: 'red',
      options: { retries: 3 },
      steps: [
        { name: 'a', weight: 5 },
        { name: 'b', weight: 7 },
      ],
    });
  });

  it('takes away what it does not know, but not where it preserves', async () => {
    const { body } = await post({
      size: 1,
      shape: 'round',
      steps: [{ name: 'a', note: 'x' }],
      free: { shape: 'round' },
    });
    expect(objectAt(body, 'spec')).toEqual({
      size: 1,
      colour: 'red',
      options: { retries: 3 },
      steps: [{ name: 'a', weight: 5 }],
      free: { shape: 'round' },
    });
  });

  it('holds a status to its schema too', async () => {
    await cluster.patch(
      `${DEFINITIONS}/widgets.example.com`,
      [
        {
          op: 'add',
          path: '/spec/versions/0/schema/openAPIV3Schema/properties/status',
          value: { type: 'object', properties: { phase: { type: 'string', enum: ['Ready'] } } },
        },
      ],
      'application/json-patch+json',
    );
    await post({ size: 1 });
    expect((await cluster.patch(`${WIDGETS}/widget-${count}/status`, { status: { phase: 'Lost' } })).status).toBe(422);
    expect(
      at(
        (await cluster.patch(`${WIDGETS}/widget-${count}/status`, { status: { phase: 'Ready', other: 1 } })).body,
        'status',
      ),
    ).toEqual({ phase: 'Ready' });
    await cluster.patch(`${DEFINITIONS}/widgets.example.com`, {
      spec: aDefinition(SCHEMA, { additionalPrinterColumns: COLUMNS }).spec ?? null,
    });
  });
});

describe('the table of a definition', () => {
  it('has its printer columns after the name', async () => {
    await post({ size: 4 });
    await cluster.patch(`${WIDGETS}/widget-${count}/status`, {
      status: {
        conditions: [
          { type: 'Other', status: 'False' },
          { type: 'Ready', status: 'True' },
        ],
      },
    });
    const { body } = await cluster.get(`${WIDGETS}/widget-${count}`, TABLE);
    expect(objectsAt(body, 'columnDefinitions').map(({ name, priority }) => [name, priority])).toEqual([
      ['Name', 0],
      ['Size', 0],
      ['Ready', 0],
      ['Colour', 1],
    ]);
    expect(listAt(body, 'rows', 0, 'cells')).toEqual([`widget-${count}`, 4, 'True', 'red']);
  });

  it('leaves empty what is not there', async () => {
    await post({ size: 4 });
    expect(listAt((await cluster.get(`${WIDGETS}/widget-${count}`, TABLE)).body, 'rows', 0, 'cells', 2)).toEqual([]);
    expect(at((await cluster.get(`${WIDGETS}/widget-${count}`, TABLE)).body, 'rows', 0, 'cells', 2)).toBeNull();
  });
});
