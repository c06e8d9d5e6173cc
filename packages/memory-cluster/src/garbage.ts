import type { KubeObject } from '@flagger/api';
import type { MemoryCluster } from './memory-cluster.ts';

/**
 * Plays the garbage collector: once an owner is gone, `later` says when what only it owned goes too, or not at all for
 * who owns nothing.
 */
export function collectGarbage(cluster: MemoryCluster, later: (collect: () => void, owner: KubeObject) => void): void {
  cluster.onChange(({ type, object }) => {
    if (type === 'deleted') {
      later(() => collect(cluster, object), object);
    }
  });
}

function collect(cluster: MemoryCluster, { metadata: { uid } }: KubeObject): void {
  for (const each of cluster.all()) {
    const owners = each.metadata.ownerReferences ?? [];
    if (owners.length > 0 && owners.every((owner) => owner.uid === uid)) {
      cluster.remove(each, 'cluster');
    }
  }
}
