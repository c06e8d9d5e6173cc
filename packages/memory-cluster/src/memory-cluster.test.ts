import { beforeEach, describe, expect, it } from '@jest/globals';
import { Conflict, type KubeObject, Wait } from '@flagger/api';
import { type Change, MemoryCluster } from './memory-cluster.ts';

const rule: KubeObject = {
  apiVersion: 'mesh.example/v1',
  kind: 'Rule',
  metadata: { name: 'podinfo', namespace: 'test' },
  spec: { host: 'podinfo', weights: [100, 0], tls: { mode: 'off' } },
};
const held: KubeObject = { ...rule, metadata: { ...rule.metadata, finalizers: ['mesh.example/hold'] } };

describe('MemoryCluster', () => {
  let now = 0;
  let cluster: MemoryCluster;
  const changes: Change[] = [];
  beforeEach(() => {
    now = Date.parse('2026-01-02T03:04:05.678Z');
    cluster = new MemoryCluster({ now: () => now, firstVersion: 100 });
    changes.length = 0;
    cluster.onChange((change) => changes.push(change));
  });

  it('sets what the API server sets, whatever the writer says, and takes no status', () => {
    const claimed = { ...rule.metadata, generation: 7, creationTimestamp: 'yesterday', resourceVersion: '3' };
    expect(cluster.create({ ...rule, metadata: claimed, status: { ready: true } }, 'operator')).toEqual({
      ...rule,
      metadata: {
        ...rule.metadata,
        uid: 'uid-101',
        resourceVersion: '101',
        generation: 1,
        creationTimestamp: '2026-01-02T03:04:05Z',
      },
    });
    expect(() => cluster.create(rule, 'operator')).toThrow(Conflict);
  });

  it('lets a patch change either the status or all the rest', () => {
    cluster.create(rule, 'operator');
    const both = { spec: { host: 'other' }, status: { ready: true } };
    expect(cluster.patch(rule, both, { by: 'operator' })).toMatchObject({
      spec: { host: 'other' },
      metadata: { generation: 2, resourceVersion: '102' },
    });
    expect(cluster.get(rule)?.status).toBeUndefined();
    const judged = cluster.patch(
      rule,
      { spec: { host: 'third' }, status: { ready: true } },
      { by: 'cluster', part: 'status' },
    );
    expect(judged).toMatchObject({
      spec: { host: 'other' },
      status: { ready: true },
      metadata: { generation: 2, resourceVersion: '103' },
    });
  });

  it('keeps every part that a write leaves as it is, and counts nothing where all of it does', () => {
    const created = cluster.create(rule, 'operator');
    expect(cluster.patch(rule, { spec: { host: 'podinfo', gone: null } }, { by: 'operator' })).toBe(created);
    expect(cluster.replace({ ...created }, 'operator')).toBe(created);
    const labelled = cluster.patch(rule, { metadata: { labels: { a: 'b' } } }, { by: 'operator' });
    expect(labelled.spec).toBe(created.spec);
    expect([cluster.version, changes.length]).toEqual(['102', 2]);
  });

  it('refuses writes on an older version, and waits for what is not there', () => {
    const old = cluster.create(rule, 'operator');
    cluster.patch(rule, { spec: { host: 'other' } }, { by: 'hand' });
    expect(() => cluster.replace(old, 'operator')).toThrow(Conflict);
    expect(() => cluster.patch(rule, { metadata: { resourceVersion: '101' } }, { by: 'operator' })).toThrow(Conflict);
    cluster.remove(rule, 'hand');
    expect(() => cluster.patch(rule, {}, { by: 'operator' })).toThrow(
      new Wait('patching Rule podinfo.test: not found'),
    );
  });

  it('only marks what a finalizer holds, and lets it go with the last one', () => {
    cluster.create(held, 'operator');
    cluster.remove(held, 'hand');
    now += 60_000;
    cluster.remove(held, 'hand');
    expect(cluster.get(held)?.metadata.deletionTimestamp).toBe('2026-01-02T03:04:05Z');
    cluster.patch(held, { metadata: { deletionTimestamp: null } }, { by: 'operator' });
    expect(cluster.get(held)?.metadata.deletionTimestamp).toBe('2026-01-02T03:04:05Z');
    cluster.patch(held, { metadata: { finalizers: null } }, { by: 'operator' });
    expect(cluster.get(held)).toBeUndefined();
    expect(changes.map(({ type }) => type)).toEqual(['changed', 'changed', 'changed', 'deleted']);
  });

  it('tells who changed what, and with which version an object ended', () => {
    const created = cluster.create(rule, 'operator');
    cluster.remove(rule, 'hand');
    expect(changes).toEqual([
      { type: 'changed', object: created, before: undefined, by: 'operator' },
      {
        type: 'deleted',
        object: { ...created, metadata: { ...created.metadata, resourceVersion: '102' } },
        before: created,
        by: 'hand',
      },
    ]);
    expect(cluster.version).toBe('102');
  });

  it('is as a test puts it: status, uid and an end that nothing waits for', () => {
    const metadata = { ...held.metadata, uid: 'mine', deletionTimestamp: '2026-01-01T00:00:00Z' };
    const put = cluster.put({ ...held, metadata, status: { ready: false } }, 'hand');
    expect(put).toMatchObject({ metadata, status: { ready: false } });
    cluster.put({ ...rule, status: { ready: true } }, 'hand');
    expect(cluster.get(rule)).toMatchObject({ metadata: { uid: 'mine' }, status: { ready: true } });
    cluster.put(held, 'hand');
    cluster.drop(held, 'hand');
    expect(cluster.all()).toEqual([]);
  });

  it('keeps apart what is in another group or namespace, and lists one kind', () => {
    const elsewhere = { ...rule, metadata: { ...rule.metadata, namespace: 'other' } };
    const foreign = { ...rule, apiVersion: 'other.example/v1' };
    const all = [rule, elsewhere, foreign, { ...rule, kind: 'Split' }];
    all.forEach((object) => cluster.create(object, 'hand'));
    expect(cluster.list('Rule')).toHaveLength(3);
    expect(cluster.get({ ...rule, apiVersion: 'mesh.example/v2' })).toBe(cluster.all()[0]);
  });
});
