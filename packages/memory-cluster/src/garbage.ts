import type { KubeObject } from '@flagger/api';
import type { MemoryCluster } from './memory-cluster.ts';

/**
 * Plays the garbage collector: once an owner is gone, `later` says when what only it owned goes too, and what has other
 * owners forgets it, or not at all for who owns nothing.
 */
export function collectGarbage(cluster: MemoryCluster, later: (collect: () => void, owner: KubeObject) => void): void {
  cluster.onChange(({ type, object }) => {
    if (type === 'deleted') {
      later(() => collectOwned(cluster, object.metadata.uid), object);
    }
  });
}

/** What this owner alone owned goes; what has others as well forgets it. */
export function collectOwned(cluster: MemoryCluster, uid: string | undefined): void {
  for (const each of cluster.all()) {
    const owners = each.metadata.ownerReferences ?? [];
    const left = owners.filter((owner) => owner.uid !== uid);
    if (left.length === owners.length) {
      continue;
    }
    if (left.length === 0) {
      cluster.remove(each, 'cluster');
    } else {
      cluster.patch(each, { metadata: { ownerReferences: left } }, { by: 'cluster' });
    }
  }
}
