import type { Cluster } from '../cluster.ts';
import { at, objectsAt, stringAt } from '../json.ts';
import { type KubeObject, withMetadata } from '../kube-object.ts';
import type { Resource } from '../resources/resource.ts';
import type { Change } from '../store/history.ts';
import { FOREGROUND, ORPHAN, endIfDone, remove } from '../writes/remove.ts';

const BACKGROUND = {
  isDryRun: false,
  propagation: 'Background',
  graceSeconds: undefined,
  uid: undefined,
  resourceVersion: undefined,
} as const;

/**
 * Deletes what belongs to objects that are gone, and lets owners go that wait for what they own. Gives how to end
 * that.
 */
export function collectGarbage(cluster: Cluster): () => void {
  const collector = new GarbageCollector(cluster);
  return () => collector.end();
}

interface Owned {
  readonly resource: Resource;
  readonly object: KubeObject;
}

class GarbageCollector {
  private readonly ends = new Map<string, () => void>();
  /** Objects by the uids of their owners. */
  private readonly dependents = new Map<string, Map<string, Owned>>();
  private readonly living = new Map<string, Owned>();
  private edition = -1;

  constructor(private readonly cluster: Cluster) {
    this.follow();
    // kinds come and go with their definitions
    this.ends.set(
      '',
      cluster.store.listen('customresourcedefinitions.apiextensions.k8s.io', () => this.follow()),
    );
  }

  end(): void {
    for (const end of this.ends.values()) {
      end();
    }
  }

  private follow(): void {
    const { catalog, store } = this.cluster;
    if (this.edition === catalog.edition) {
      return;
    }
    this.edition = catalog.edition;
    for (const resource of catalog.all()) {
      if (this.ends.has(resource.storage) || !resource.verbs.includes('delete')) {
        continue;
      }
      this.ends.set(
        resource.storage,
        store.listen(resource.storage, (change) => this.hear(resource, change)),
      );
    }
  }

  private hear(resource: Resource, { type, object, previous }: Change): void {
    const uid = object.metadata.uid ?? '';
    if (previous !== undefined) {
      for (const owner of ownerIds(previous)) {
        this.dependents.get(owner)?.delete(uid);
      }
    }
    if (type === 'DELETED') {
      this.living.delete(uid);
      this.soon(() => this.ownerGone(uid));
      for (const owner of ownerIds(previous ?? object)) {
        this.soon(() => this.release(owner));
      }
      return;
    }
    this.living.set(uid, { resource, object });
    for (const owner of ownerIds(object)) {
      this.remember(owner, uid, { resource, object });
    }
    if (ownerIds(object).length > 0) {
      this.soon(() => this.collect(resource, object));
    }
    if (object.metadata.deletionTimestamp !== undefined) {
      this.soon(() => this.finish(resource, object));
    }
  }

  private remember(owner: string, uid: string, owned: Owned): void {
    const all = this.dependents.get(owner) ?? new Map<string, Owned>();
    all.set(uid, owned);
    this.dependents.set(owner, all);
  }

  /** After the write that is under way, so that everyone hears of changes in their order. */
  private soon(work: () => void): void {
    this.cluster.clock.after(0, work);
  }

  private ownerGone(uid: string): void {
    for (const { resource, object } of this.ownedBy(uid)) {
      this.collect(resource, object);
    }
    this.dependents.delete(uid);
  }

  private ownedBy(uid: string): readonly Owned[] {
    return [...(this.dependents.get(uid)?.values() ?? [])];
  }

  /** Deletes an object none of whose owners exists; forgets owners that are gone where others are left. */
  private collect(resource: Resource, { metadata }: KubeObject): void {
    const { store } = this.cluster;
    const object = store.get(resource.storage, { namespace: metadata.namespace, name: metadata.name });
    if (object === undefined || object.metadata.uid !== metadata.uid) {
      return;
    }
    const owners = objectsAt(object, 'metadata', 'ownerReferences');
    const living = owners.filter((owner) => this.living.has(stringAt(owner, 'uid') ?? ''));
    if (living.length === owners.length) {
      return;
    }
    if (living.length > 0) {
      store.put(resource.storage, withMetadata(object, { ownerReferences: living }));
    } else if (object.metadata.deletionTimestamp === undefined) {
      remove(this.cluster, resource, { current: object, options: BACKGROUND });
    }
  }

  /** Does what an object that is being deleted waits for here: to let go of what it owns, or to see that go first. */
  private finish(resource: Resource, { metadata }: KubeObject): void {
    const object = this.cluster.store.get(resource.storage, { namespace: metadata.namespace, name: metadata.name });
    const { finalizers = [], uid = '' } = object?.metadata ?? {};
    if (object === undefined || uid !== metadata.uid) {
      return;
    }
    if (finalizers.includes(ORPHAN)) {
      this.orphan(resource, object);
    } else if (finalizers.includes(FOREGROUND)) {
      this.deleteDependents(resource, object);
    }
  }

  private orphan(resource: Resource, object: KubeObject): void {
    const uid = object.metadata.uid ?? '';
    for (const owned of this.ownedBy(uid)) {
      const left = objectsAt(owned.object, 'metadata', 'ownerReferences').filter((owner) => owner.uid !== uid);
      this.cluster.store.put(
        owned.resource.storage,
        withMetadata(owned.object, { ownerReferences: left.length > 0 ? left : undefined }),
      );
    }
    this.withoutFinalizer(resource, object, ORPHAN);
  }

  private deleteDependents(resource: Resource, object: KubeObject): void {
    const owned = this.ownedBy(object.metadata.uid ?? '');
    for (const each of owned) {
      if (each.object.metadata.deletionTimestamp === undefined) {
        remove(this.cluster, each.resource, {
          current: each.object,
          options: { ...BACKGROUND, propagation: 'Foreground' },
        });
      }
    }
    const isBlocked = this.ownedBy(object.metadata.uid ?? '').some((each) =>
      objectsAt(each.object, 'metadata', 'ownerReferences').some(
        (owner) => owner.uid === object.metadata.uid && at(owner, 'blockOwnerDeletion') === true,
      ),
    );
    if (!isBlocked) {
      this.withoutFinalizer(resource, object, FOREGROUND);
    }
  }

  /** Something that belonged to `owner` is gone: it may be what the owner waited for. */
  private release(owner: string): void {
    const { resource, object } = this.living.get(owner) ?? {};
    if (resource !== undefined && object?.metadata.finalizers?.includes(FOREGROUND) === true) {
      this.finish(resource, object);
    }
  }

  private withoutFinalizer(resource: Resource, object: KubeObject, name: string): void {
    const left = (object.metadata.finalizers ?? []).filter((each) => each !== name);
    const next = withMetadata(object, { finalizers: left.length > 0 ? left : undefined });
    if (endIfDone(this.cluster, resource, next) === undefined) {
      this.cluster.store.put(resource.storage, next);
    }
  }
}

function ownerIds(object: KubeObject): readonly string[] {
  return objectsAt(object, 'metadata', 'ownerReferences').flatMap((owner) => stringAt(owner, 'uid') ?? []);
}
