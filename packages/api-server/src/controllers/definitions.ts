import type { Cluster } from '../cluster.ts';
import type { KubeObject } from '../kube-object.ts';
import { customResources } from '../resources/custom.ts';
import { remove } from '../writes/remove.ts';

/** Serves the kinds of CustomResourceDefinitions as these come, change and go. Gives how to end that. */
export function followDefinitions({ store, catalog, clock, log, certificate }: Cluster): () => void {
  const cluster = { store, catalog, clock, log, certificate };
  return store.listen('customresourcedefinitions.apiextensions.k8s.io', ({ type, object, previous }) => {
    if (type !== 'DELETED') {
      return replaced(cluster, previous, object);
    }
    removeObjects(cluster, object);
    replaced(cluster, object, undefined);
  });
}

function replaced({ catalog }: Cluster, before: KubeObject | undefined, after: KubeObject | undefined): void {
  if (before !== undefined) {
    for (const resource of customResources(before)) {
      catalog.remove(resource);
    }
  }
  if (after !== undefined) {
    for (const resource of customResources(after)) {
      catalog.add(resource);
    }
  }
}

/** Objects of a kind that is no longer defined cannot be kept, whatever their finalizers say. */
function removeObjects(cluster: Cluster, definition: KubeObject): void {
  const [resource] = customResources(definition);
  if (resource === undefined) {
    return;
  }
  const options = {
    isDryRun: false,
    propagation: undefined,
    graceSeconds: 0,
    uid: undefined,
    resourceVersion: undefined,
  };
  for (const object of cluster.store.list(resource.storage)) {
    remove(cluster, resource, { current: { ...object, metadata: { ...object.metadata, finalizers: [] } }, options });
  }
}
