import { beforeEach, describe, expect, it } from '@jest/globals';
import { Conflict, type KubeObject, type Ref } from '@flagger/api';
import { MemoryConfigs } from './memory-configs.ts';
import { MemoryObjects } from './memory-objects.ts';
import { aConfig } from './workload-builders.ts';

interface Rule extends KubeObject {
  readonly spec: { readonly host?: string; readonly weights?: readonly number[]; readonly note?: string };
}

const rule: Rule = {
  apiVersion: 'mesh.example/v1',
  kind: 'Rule',
  metadata: { name: 'podinfo', namespace: 'test' },
  spec: { host: 'podinfo', weights: [100, 0] },
};

describe('MemoryObjects', () => {
  let objects: MemoryObjects;
  beforeEach(() => {
    objects = new MemoryObjects();
  });

  it('gives what was created, with what the API server sets itself', async () => {
    const created = await objects.create(rule);
    expect(created.metadata).toEqual({
      name: 'podinfo',
      namespace: 'test',
      uid: 'uid-1',
      resourceVersion: '1',
      generation: 1,
      creationTimestamp: '1970-01-01T00:00:00Z',
    });
    expect(await objects.read(rule)).toBe(created);
  });

  it('finds an object under every version of its API, and nothing in another namespace', async () => {
    await objects.create(rule);
    expect(await objects.read({ ...rule, apiVersion: 'mesh.example/v2' })).toBeDefined();
    expect(await objects.read({ ...rule, metadata: { name: 'podinfo', namespace: 'other' } })).toBeUndefined();
  });

  it('refuses to create what exists', async () => {
    await objects.create(rule);
    await expect(objects.create(rule)).rejects.toThrow(Conflict);
  });

  it('merges a patch: sets, removes with null, replaces lists, leaves the rest', async () => {
    await objects.create(rule);
    await objects.patch(rule, { spec: { weights: [80, 20], host: null, note: 'x' } });
    expect((await objects.read<Rule>(rule))?.spec).toEqual({ weights: [80, 20], note: 'x' });
  });

  it('counts resourceVersion with every change, and generation with those of spec', async () => {
    await objects.create(rule);
    const labelled = await objects.patch<Rule>(rule, { metadata: { labels: { a: 'b' } } });
    expect([labelled.metadata.resourceVersion, labelled.metadata.generation]).toEqual(['2', 1]);
    const moved = await objects.patch<Rule>(rule, { spec: { host: 'other' } });
    expect([moved.metadata.resourceVersion, moved.metadata.generation]).toEqual(['3', 2]);
  });

  it('changes nothing and tells nobody when a write says what is there already', async () => {
    const created = await objects.create(rule);
    const heard = listen(objects);
    expect(await objects.patch(rule, { spec: { host: 'podinfo' } })).toBe(created);
    expect(await objects.replace(created)).toBe(created);
    expect(heard).toEqual([]);
  });

  it('refuses a patch and a replacement of an older version', async () => {
    const old = await objects.create(rule);
    await objects.patch(rule, { spec: { host: 'other' } });
    await expect(objects.replace(old)).rejects.toThrow(Conflict);
    await expect(objects.patch(rule, { metadata: { resourceVersion: '1' }, spec: { host: 'third' } })).rejects.toThrow(
      Conflict,
    );
    expect((await objects.read<Rule>(rule))?.spec.host).toBe('other');
  });

  it('replaces a whole object, and wants to know which version', async () => {
    const old = await objects.create(rule);
    const replaced = await objects.replace<Rule>({ ...old, spec: { note: 'only this' } });
    expect(replaced.spec).toEqual({ note: 'only this' });
    expect(replaced.metadata.uid).toBe('uid-1');
    await expect(objects.replace(rule)).rejects.toThrow('no metadata.resourceVersion');
  });

  it('refuses to change what does not exist, and does not mind removing it', async () => {
    await expect(objects.patch(rule, { spec: {} })).rejects.toThrow(Conflict);
    await expect(objects.remove(rule)).resolves.toBeUndefined();
  });

  it('leaves status to whoever is not a writer of the port', async () => {
    await objects.create({ ...rule, status: { ready: true } });
    expect((await objects.read(rule))?.status).toBeUndefined();
    objects.set({ ...rule, status: { ready: true } });
    await objects.patch(rule, { spec: { host: 'other' }, status: { ready: false } });
    expect((await objects.read(rule))?.status).toEqual({ ready: true });
  });

  it('gives what nobody can change, and keeps what the writer changes later out', async () => {
    const mine = { ...rule, spec: { weights: [100, 0] } };
    const created = await objects.create(mine);
    mine.spec.weights[0] = 1;
    expect(created.spec.weights).toEqual([100, 0]);
    expect(() => Object.assign(created.spec, { host: 'x' })).toThrow(TypeError);
  });

  it('logs every write in order, refused ones too', async () => {
    await objects.create(rule);
    await expect(objects.create(rule)).rejects.toThrow(Conflict);
    await objects.patch(rule, { spec: { host: 'x' } });
    await objects.remove(rule);
    expect(objects.writes.map(({ verb }) => verb)).toEqual(['create', 'create', 'patch', 'remove']);
    expect(objects.writes[2]).toEqual({
      verb: 'patch',
      ref: { apiVersion: 'mesh.example/v1', kind: 'Rule', metadata: { name: 'podinfo', namespace: 'test' } },
      body: { spec: { host: 'x' } },
    });
  });

  it('tells of creation, change and deletion, whoever did them, until told to stop', async () => {
    const heard: Ref[] = [];
    const stop = objects.onChange((ref) => heard.push(ref));
    objects.set(rule);
    await objects.patch(rule, { spec: { host: 'x' } });
    objects.delete(rule);
    stop();
    objects.set(rule);
    expect(heard).toHaveLength(3);
    expect(heard[0]?.metadata.name).toBe('podinfo');
  });

  it('can fail before a write is applied, and after', async () => {
    let dies: 'before' | 'after' = 'before';
    const mortal = new MemoryObjects({
      fail: (write, moment) => {
        if (write.verb === 'create' && moment === dies) {
          throw new Error(`killed ${moment}`);
        }
      },
    });
    await expect(mortal.create(rule)).rejects.toThrow('killed before');
    expect(await mortal.read(rule)).toBeUndefined();
    dies = 'after';
    await expect(mortal.create(rule)).rejects.toThrow('killed after');
    expect(await mortal.read(rule)).toBeDefined();
  });
});

describe('MemoryConfigs', () => {
  it('tracks a ConfigMap by the checksum of its data and binaryData', async () => {
    const objects = new MemoryObjects({
      objects: [aConfig('settings', { data: { LEVEL: '3', COLOR: 'green' }, metadata: { annotations: { a: 'b' } } })],
    });
    const configs = new MemoryConfigs(objects);
    // sha256 of {"COLOR":"green","LEVEL":"3"}
    expect(await configs.track('ConfigMap', 'test', 'settings')).toEqual({
      name: 'settings',
      checksum: '64d907df013baa1e',
      annotations: { a: 'b' },
    });
    objects.set(aConfig('settings', { data: { LEVEL: '3', COLOR: 'green' }, binaryData: { store: 'AAAA' } }));
    // sha256 of {"COLOR":"green","LEVEL":"3"}{"store":"AAAA"}
    expect(await configs.track('ConfigMap', 'test', 'settings')).toMatchObject({ checksum: 'dc6d28862c7e841d' });
    expect(await configs.track('Secret', 'test', 'settings')).toBeUndefined();
    expect((await configs.fetch('ConfigMap', 'test', 'settings'))?.data).toEqual({ COLOR: 'green', LEVEL: '3' });
  });
});

function listen(objects: MemoryObjects): readonly Ref[] {
  const heard: Ref[] = [];
  objects.onChange((ref) => heard.push(ref));
  return heard;
}
