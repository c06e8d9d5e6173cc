import { Conflict, type KubeObject } from '@flagger/api';
import { MemoryObjects } from '@flagger/testing';
import { describe, expect, it } from '@jest/globals';
import { changeObject, createObject, keepObject } from './writes.ts';

const route: KubeObject = {
  apiVersion: 'mesh.example/v1',
  kind: 'Route',
  metadata: { name: 'basket', namespace: 'shop' },
  spec: { to: 'basket', note: 'theirs' },
};

describe('changeObject', () => {
  it('changes what it is told to and leaves the rest', async () => {
    const objects = new MemoryObjects({
      objects: [{ ...route, metadata: { ...route.metadata, labels: { theirs: 'yes' } } }],
    });
    const found = await objects.read(route);
    expect(
      await changeObject(objects, found ?? route, {
        labels: { ours: 'yes' },
        annotations: { note: 'x' },
        spec: { to: 'other' },
      }),
    ).toEqual(['Route basket']);
    expect(objects.peek(route)).toMatchObject({
      metadata: { labels: { theirs: 'yes', ours: 'yes' }, annotations: { note: 'x' } },
      spec: { to: 'other', note: 'theirs' },
    });
  });

  it('writes nothing where there is nothing to change', async () => {
    const objects = new MemoryObjects({ objects: [route] });
    expect(await changeObject(objects, route, { labels: undefined, spec: undefined })).toEqual([]);
    expect(objects.writes).toEqual([]);
  });

  it('tells of nothing where the API server kept the object as it was', async () => {
    const objects = new MemoryObjects({ objects: [route] });
    const found = await objects.read(route);
    expect(await changeObject(objects, found ?? route, { spec: { to: 'basket' } })).toEqual([]);
  });

  it('ends in a conflict where somebody wrote since the object was read', async () => {
    const objects = new MemoryObjects({ objects: [route] });
    const found = await objects.read(route);
    await objects.patch(route, { spec: { note: 'new' } });
    await expect(changeObject(objects, found ?? route, { spec: { to: 'other' } })).rejects.toThrow(Conflict);
  });
});

it('createObject creates and tells so', async () => {
  const objects = new MemoryObjects();
  expect(await createObject(objects, route)).toEqual(['Route basket']);
  expect(objects.peek(route)?.spec).toEqual(route.spec);
});

it('keepObject creates, and has a spec say again what is wanted beside what is there', async () => {
  const objects = new MemoryObjects();
  expect(await keepObject(objects, route)).toEqual(['Route basket']);
  expect(await keepObject(objects, route)).toEqual([]);
  await objects.patch(route, { spec: { to: 'elsewhere', more: 1 } });
  expect(await keepObject(objects, route, (found) => ({ ...Object(found.spec), to: 'basket' }))).toEqual([
    'Route basket',
  ]);
  expect(objects.peek(route)?.spec).toEqual({ to: 'basket', note: 'theirs', more: 1 });
});
