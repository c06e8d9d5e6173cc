import { describe, expect, it } from '@jest/globals';
import { Store } from './store.ts';
import type { KubeObject } from '../kube-object.ts';

const anObject = (name: string, data = ''): KubeObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace: 'test' },
  data: { k: data },
});
const place = (name: string): { readonly namespace: string; readonly name: string } => ({ namespace: 'test', name });
const names = (objects: readonly KubeObject[] | undefined): readonly string[] | undefined =>
  objects?.map(({ metadata }) => metadata.name);

describe('the past of a kind', () => {
  it('can be listed as it was at any version that is remembered', () => {
    const store = new Store();
    store.put('configmaps', anObject('a'));
    const early = store.version();
    store.put('configmaps', anObject('b'));
    store.put('configmaps', anObject('a', 'changed'));
    const middle = store.version();
    store.remove('configmaps', place('a'));
    expect([
      names(store.listAt('configmaps', early)),
      names(store.listAt('configmaps', middle)),
      names(store.list('configmaps')),
    ]).toEqual([['a'], ['a', 'b'], ['b']]);
    expect(store.listAt('configmaps', early)?.[0]).toMatchObject({ data: { k: '' } });
  });

  it('is forgotten bit by bit, never what is younger', () => {
    const store = new Store(10);
    const versions = Array.from({ length: 40 }, (_, n) =>
      Number(store.put('configmaps', anObject('a', String(n))).metadata.resourceVersion),
    );
    const known = versions.map((version) => store.since('configmaps', version) !== undefined);
    const first = known.indexOf(true);
    expect(first).toBeGreaterThan(0);
    expect(first).toBeLessThanOrEqual(30);
    expect(known.slice(first)).not.toContain(false);
    expect(store.since('configmaps', versions[first] ?? 0)).toHaveLength(versions.length - 1 - first);
  });

  it('of one kind is not forgotten for what happens to another', () => {
    const store = new Store(10);
    const version = Number(store.put('secrets', anObject('a')).metadata.resourceVersion);
    for (let n = 0; n < 100; n += 1) {
      store.put('configmaps', anObject('b', String(n)));
    }
    expect(store.since('secrets', version)).toEqual([]);
  });

  it('is told to who listens, until they stop', () => {
    const store = new Store();
    const heard: string[] = [];
    const end = store.listen('configmaps', ({ type, object }) => heard.push(`${type} ${object.metadata.name}`));
    store.put('configmaps', anObject('a'));
    store.put('configmaps', anObject('a', 'changed'));
    store.remove('configmaps', place('a'));
    store.remove('configmaps', place('a'));
    end();
    store.put('configmaps', anObject('b'));
    expect(heard).toEqual(['ADDED a', 'MODIFIED a', 'DELETED a']);
  });
});
