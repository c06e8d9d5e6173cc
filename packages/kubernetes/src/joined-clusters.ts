import type { Objects } from '@flagger/api';
import type { Cluster } from './cluster.ts';
import { foreignOwners } from './foreign-owners.ts';
import { groupOf } from './client/resource.ts';

export interface JoinedClusters {
  /** Where canaries and their workloads are. */
  readonly home: Cluster;
  /** Where the objects of the mesh are (`-kubeconfig-service-mesh`). */
  readonly mesh: Cluster;
  /** The API groups of what is in the mesh's cluster. */
  readonly groups: readonly string[];
}

/**
 * Two clusters as one: objects of the mesh's groups are read and written in the mesh's cluster, everything else at
 * home. Owners are written down there as an annotation, since that cluster's garbage collection would look for the
 * Canary, and not find it.
 */
export function joinedClusters({ home, mesh, groups }: JoinedClusters): Cluster {
  const both = [home, mesh] as const;
  return {
    canaries: home.canaries,
    events: home.events,
    calls: home.calls,
    objects: (key) => joinedObjects(home.objects(key), foreignOwners(mesh.objects(key)), groups),
    configs: (key) => home.configs(key),
    pods: (...asked) => home.pods(...asked),
    onChange: (listener) => both.forEach((each) => each.onChange(listener)),
    start: async (signal) => {
      await Promise.all(both.map((each) => each.start(signal)));
    },
    relist: async () => {
      await Promise.all(both.map((each) => each.relist()));
    },
    takeOver: async () => {
      await Promise.all([home.takeOver(), mesh.takeOver()]);
    },
    isSynced: () => both.every((each) => each.isSynced()),
    blindness: () => home.blindness() ?? mesh.blindness(),
    watches: () => both.flatMap((each) => each.watches()),
    endTurn: (key) => both.forEach((each) => each.endTurn(key)),
    forget: (key) => both.forEach((each) => each.forget(key)),
  };
}

function joinedObjects(home: Objects, mesh: Objects, groups: readonly string[]): Objects {
  const placeOf = ({ apiVersion }: { readonly apiVersion: string }): Objects =>
    groups.includes(groupOf(apiVersion)) ? mesh : home;
  return {
    read: (ref) => placeOf(ref).read(ref),
    confirm: (ref) => placeOf(ref).confirm(ref),
    create: (object) => placeOf(object).create(object),
    patch: (ref, changes) => placeOf(ref).patch(ref, changes),
    replace: (object) => placeOf(object).replace(object),
    remove: (ref) => placeOf(ref).remove(ref),
  };
}
