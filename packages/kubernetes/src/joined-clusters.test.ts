import type { KubeObject, Objects } from '@flagger/api';
import { describe, expect, it } from '@jest/globals';
import type { Cluster } from './cluster.ts';
import { joinedClusters } from './joined-clusters.ts';

const OWNER = { apiVersion: 'flagger.app/v1beta1', kind: 'Canary', name: 'loam', uid: 'u-1', controller: true };
const ROUTE: KubeObject = {
  apiVersion: 'networking.istio.io/v1',
  kind: 'VirtualService',
  metadata: { name: 'loam', namespace: 'test', annotations: { mine: 'a' }, ownerReferences: [OWNER] },
  spec: { hosts: ['loam'] },
};
const SERVICE: KubeObject = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'loam', namespace: 'test' } };

/** Keeps the one object that was written last, as an API server would. */
class OneObject implements Objects {
  kept: KubeObject | undefined;
  readonly asked: string[] = [];

  read = async <T extends KubeObject>(): Promise<T | undefined> => this.kept as T | undefined;
  confirm = async <T extends KubeObject>(): Promise<T | undefined> => this.kept as T | undefined;
  create = <T extends KubeObject>(object: T): Promise<T> => this.keep('create', object);
  replace = <T extends KubeObject>(object: T): Promise<T> => this.keep('replace', object);
  patch = <T extends KubeObject>(_: unknown, changes: object): Promise<T> =>
    this.keep('patch', { ...this.kept, ...changes } as T);
  remove = async (): Promise<void> => void this.asked.push('remove');

  private async keep<T extends KubeObject>(how: string, object: T): Promise<T> {
    this.asked.push(how);
    this.kept = object;
    return object;
  }
}

const refuse = (): never => {
  throw new Error('nobody asks this here');
};

function clusterOf(name: string, objects: Objects, heard: string[]): Cluster {
  const hear = (what: string) => void heard.push(`${name} ${what}`);
  return {
    canaries: { keys: refuse, read: refuse, patchStatus: refuse, patch: refuse } as unknown as Cluster['canaries'],
    events: { post: refuse } as unknown as Cluster['events'],
    calls: { call: refuse },
    objects: () => objects,
    configs: refuse,
    pods: refuse,
    onChange: (listener) => listener(name),
    start: async () => hear('starts'),
    relist: async () => hear('lists'),
    takeOver: async () => hear('takes over'),
    isSynced: () => name === 'home',
    blindness: () => undefined,
    watches: () => [{ kind: name, seconds: 1 }],
    endTurn: (key) => hear(`ends ${key}`),
    forget: (key) => hear(`forgets ${key}`),
  };
}

function joined() {
  const [home, mesh, heard] = [new OneObject(), new OneObject(), [] as string[]];
  const cluster = joinedClusters({
    home: clusterOf('home', home, heard),
    mesh: clusterOf('mesh', mesh, heard),
    groups: ['networking.istio.io'],
  });
  return { home, mesh, heard, cluster, objects: cluster.objects('test/loam') };
}

describe('two clusters as one', () => {
  it("write a mesh's objects into the mesh's cluster, and services at home", async () => {
    const { home, mesh, objects } = joined();
    await objects.create(ROUTE);
    await objects.create(SERVICE);
    await objects.remove(ROUTE);
    expect([home.asked, mesh.asked]).toEqual([['create'], ['create', 'remove']]);
  });

  it('give a Canary no object there that the garbage collection of that cluster would remove', async () => {
    const { mesh, objects } = joined();
    expect(await objects.create(ROUTE)).toEqual(ROUTE);
    expect(mesh.kept?.metadata.ownerReferences).toBeUndefined();
    expect(mesh.kept?.metadata.annotations).toEqual({ mine: 'a', 'flagger.app/owners': JSON.stringify([OWNER]) });
    expect(await objects.read(ROUTE)).toEqual(ROUTE);
    expect(await objects.replace(ROUTE)).toEqual(ROUTE);
    expect(mesh.kept?.metadata.ownerReferences).toBeUndefined();
  });

  it('take no owner from an annotation that somebody wrote', async () => {
    const { mesh, objects } = joined();
    for (const text of ['no JSON', '{}', '[1, {"uid": "u"}]']) {
      mesh.kept = { ...ROUTE, metadata: { name: 'loam', annotations: { 'flagger.app/owners': text } } };
      expect((await objects.read(ROUTE))?.metadata.ownerReferences).toEqual([]);
    }
  });

  it('let an owner go', async () => {
    const { mesh, objects } = joined();
    await objects.create(ROUTE);
    await objects.patch(ROUTE, { metadata: { ownerReferences: null } });
    expect(mesh.kept?.metadata).toEqual({ annotations: { 'flagger.app/owners': null } });
  });

  it('start, list, wake and forget together, and are ready when both are', async () => {
    const { heard, cluster } = joined();
    const woken: string[] = [];
    cluster.onChange((key) => woken.push(key));
    await cluster.start(new AbortController().signal);
    await cluster.relist();
    cluster.endTurn('a');
    cluster.forget('a');
    expect(woken).toEqual(['home', 'mesh']);
    expect(heard).toEqual(
      ['starts', 'lists', 'ends a', 'forgets a'].flatMap((what) => [`home ${what}`, `mesh ${what}`]),
    );
    expect(cluster.isSynced()).toBe(false);
    expect(cluster.watches()).toHaveLength(2);
  });
});
