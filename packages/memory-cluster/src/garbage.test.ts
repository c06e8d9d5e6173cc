import { describe, expect, it } from '@jest/globals';
import type { KubeObject } from '@flagger/api';
import { collectGarbage } from './garbage.ts';
import { MemoryCluster } from './memory-cluster.ts';

const owned = (name: string, ...owners: readonly string[]): KubeObject => ({
  apiVersion: 'mesh.example/v1',
  kind: 'Rule',
  metadata: {
    name,
    namespace: 'test',
    uid: name,
    ownerReferences: owners.map((uid) => ({ apiVersion: 'mesh.example/v1', kind: 'Rule', name: uid, uid })),
  },
});

describe('collectGarbage', () => {
  it('removes what nobody else owns, when it is time', () => {
    const cluster = new MemoryCluster();
    const due: (() => void)[] = [];
    collectGarbage(cluster, (collect, { metadata: { name } }) => {
      if (name === 'one') {
        due.push(collect);
      }
    });
    const all = [owned('one'), owned('two'), owned('of one', 'one'), owned('of both', 'one', 'two'), owned('free')];
    all.forEach((object) => cluster.put(object, 'hand'));
    cluster.remove(owned('one'), 'hand');
    expect(cluster.all()).toHaveLength(4);
    due.forEach((collect) => collect());
    expect(cluster.all().map(({ metadata }) => metadata.name)).toEqual(['two', 'of both', 'free']);
  });
});
