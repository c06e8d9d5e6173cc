import type { Cluster } from '../cluster.ts';
import { listAt } from '../json.ts';
import { type KubeObject, placeOf, withMetadata } from '../kube-object.ts';
import { StatusError } from '../refusal.ts';
import type { Resource } from '../resources/resource.ts';
import { endIfDone, remove } from '../writes/remove.ts';
import { add } from './furnish.ts';

const OPTIONS = {
  isDryRun: false,
  propagation: 'Background',
  graceSeconds: undefined,
  uid: undefined,
  resourceVersion: undefined,
} as const;
const LOOK_AGAIN_MS = 200;

/** Gives namespaces what each of them has, and empties those that are being deleted. Gives how to end that. */
export function followNamespaces(cluster: Cluster): () => void {
  const { store, clock } = cluster;
  const waiting = new Map<string, () => void>();
  const empty = (name: string): void => {
    waiting.delete(name);
    const namespace = store.get('namespaces', { namespace: undefined, name });
    if (namespace?.metadata.deletionTimestamp === undefined || emptied(cluster, namespace)) {
      return;
    }
    soon(name, LOOK_AGAIN_MS);
  };
  const soon = (name: string, ms: number): void => {
    if (!waiting.has(name)) {
      waiting.set(
        name,
        clock.after(ms, () => empty(name)),
      );
    }
  };
  const end = store.listen('namespaces', ({ type, object }) => {
    if (type === 'ADDED') {
      soonFurnished(cluster, object);
    }
    if (type !== 'DELETED' && object.metadata.deletionTimestamp !== undefined) {
      soon(object.metadata.name, 0);
    }
  });
  return () => {
    end();
    for (const cancel of waiting.values()) {
      cancel();
    }
  };
}

/** Not before whoever makes the namespace has its answer. */
function soonFurnished(cluster: Cluster, { metadata: { name } }: KubeObject): void {
  cluster.clock.after(0, () => {
    const description = 'What clients inside the cluster must trust to reach the API server.';
    const objects = [
      { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default', namespace: name } },
      {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: {
          name: 'kube-root-ca.crt',
          namespace: name,
          annotations: { 'kubernetes.io/description': description },
        },
        data: { 'ca.crt': cluster.certificate },
      },
    ];
    for (const object of objects) {
      addUnlessThere(cluster, object);
    }
  });
}

/** The namespace may be going already, or somebody else was faster. */
function addUnlessThere(cluster: Cluster, object: Parameters<typeof add>[1]): void {
  try {
    add(cluster, object);
  } catch (error) {
    if (!(error instanceof StatusError)) {
      throw error;
    }
  }
}

/** Deletes what is left in a namespace, and the namespace when nothing is. */
function emptied(cluster: Cluster, namespace: KubeObject): boolean {
  const { store } = cluster;
  const left = resources(cluster).flatMap((resource) =>
    store
      .list(resource.storage)
      .filter((object) => object.metadata.namespace === namespace.metadata.name)
      .map((object) => ({ resource, object })),
  );
  for (const { resource, object } of left) {
    if (object.metadata.deletionTimestamp === undefined) {
      remove(cluster, resource, { current: object, options: OPTIONS });
    }
  }
  const isEmpty = left.every(({ resource, object }) => store.get(resource.storage, placeOf(object)) === undefined);
  const kind = cluster.catalog.find('', 'v1', 'namespaces');
  if (!isEmpty || kind === undefined) {
    return false;
  }
  const finalizers = listAt(namespace, 'spec', 'finalizers').filter((name) => name !== 'kubernetes');
  const next = withMetadata({ ...namespace, spec: finalizers.length === 0 ? {} : { finalizers } }, {});
  return endIfDone(cluster, kind, next) !== undefined;
}

/** One resource for each kind that is kept in namespaces. */
function resources({ catalog }: Cluster): readonly Resource[] {
  const byStorage = new Map(
    catalog
      .all()
      .filter(({ namespaced, verbs }) => namespaced && verbs.includes('delete'))
      .map((resource) => [resource.storage, resource]),
  );
  return [...byStorage.values()];
}
