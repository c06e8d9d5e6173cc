import { numberAt, objectAt, listAt, withAt } from '../json.ts';
import type { Cluster } from '../cluster.ts';
import { type KubeObject, placeOf, withMetadata } from '../kube-object.ts';
import { conflict } from '../refusal.ts';
import type { Resource } from '../resources/resource.ts';
import { timestamp } from '../schema/time.ts';
import type { DeleteOptions } from './delete-options.ts';

/** What became of an object: `gone`, or still there until its finalizers are done or its time is over. */
export interface Removal {
  readonly isGone: boolean;
  readonly object: KubeObject;
}

export const ORPHAN = 'orphan';
export const FOREGROUND = 'foregroundDeletion';

/**
 * Deletes an object, or marks it as being deleted where something must happen first. Throws a refusal where it is not
 * the one that was meant.
 */
export function remove(
  cluster: Cluster,
  resource: Resource,
  { current, options }: { readonly current: KubeObject; readonly options: DeleteOptions },
): Removal {
  checkPreconditions(resource, current, options);
  const grace = graceSeconds(resource, current, options);
  const finalizers = wantedFinalizers(current, options);
  const marked = mark(cluster, current, { grace, finalizers });
  if (options.isDryRun) {
    return { isGone: finalizers.length === 0 && grace === 0, object: marked };
  }
  // who goes at once was never marked
  const isAtOnce = resource.rules.graceSeconds === undefined && current.metadata.deletionTimestamp === undefined;
  if (isDone(resource.storage, marked)) {
    return {
      isGone: true,
      object: cluster.store.remove(resource.storage, placeOf(marked), isAtOnce ? current : marked) ?? marked,
    };
  }
  return { isGone: false, object: marked === current ? current : cluster.store.put(resource.storage, marked) };
}

/** Takes an object away that is being deleted and waits for nothing more. Gives its last state. */
export function endIfDone({ store }: Cluster, { storage }: Resource, object: KubeObject): KubeObject | undefined {
  return isDone(storage, object) ? store.remove(storage, placeOf(object), object) : undefined;
}

function isDone(storage: string, object: KubeObject): boolean {
  const { deletionTimestamp, finalizers = [] } = object.metadata;
  const isWaiting = finalizers.length > 0 || (numberAt(object, 'metadata', 'deletionGracePeriodSeconds') ?? 0) > 0;
  return (
    deletionTimestamp !== undefined
    && !isWaiting
    && (storage !== 'namespaces' || listAt(object, 'spec', 'finalizers').length === 0)
  );
}

function checkPreconditions(
  resource: Resource,
  { metadata }: KubeObject,
  { uid, resourceVersion }: DeleteOptions,
): void {
  // here the real one says the kind where it says the resource elsewhere
  const about = { ...resource, plural: resource.kind };
  if (uid !== undefined && uid !== metadata.uid) {
    throw conflict(
      about,
      metadata.name,
      `the UID in the precondition (${uid}) does not match the UID in record (${metadata.uid ?? ''}). The object might have been deleted and then recreated`,
    );
  }
  if (resourceVersion !== undefined && resourceVersion !== metadata.resourceVersion) {
    throw conflict(
      about,
      metadata.name,
      `the ResourceVersion in the precondition (${resourceVersion}) does not match the ResourceVersion in record (${metadata.resourceVersion ?? ''}). The object might have been modified`,
    );
  }
}

function graceSeconds({ rules }: Resource, object: KubeObject, options: DeleteOptions): number {
  const own = rules.graceSeconds?.(object) ?? 0;
  const wanted = own === 0 ? 0 : (options.graceSeconds ?? own);
  const running = numberAt(object, 'metadata', 'deletionGracePeriodSeconds');
  // who is being deleted already cannot be given more time
  return running === undefined ? wanted : Math.min(running, wanted);
}

function wantedFinalizers({ metadata }: KubeObject, { propagation }: DeleteOptions): readonly string[] {
  const others = (metadata.finalizers ?? []).filter((name) => name !== ORPHAN && name !== FOREGROUND);
  if (propagation === 'Orphan') {
    return [...others, ORPHAN];
  }
  if (propagation === 'Foreground') {
    return [...others, FOREGROUND];
  }
  return propagation === 'Background' ? others : (metadata.finalizers ?? []);
}

function mark(
  { clock }: Cluster,
  object: KubeObject,
  { grace, finalizers }: { readonly grace: number; readonly finalizers: readonly string[] },
): KubeObject {
  const { deletionTimestamp, generation, finalizers: before = [] } = object.metadata;
  const isSame = before.length === finalizers.length && finalizers.every((name) => before.includes(name));
  if (
    deletionTimestamp !== undefined
    && isSame
    && numberAt(object, 'metadata', 'deletionGracePeriodSeconds') === grace
  ) {
    return object;
  }
  const marked = withMetadata(object, {
    deletionTimestamp: deletionTimestamp ?? timestamp(clock.now() + grace * 1000),
    deletionGracePeriodSeconds: grace,
    generation: generation === undefined || deletionTimestamp !== undefined ? generation : generation + 1,
    finalizers: finalizers.length === 0 ? undefined : finalizers,
  });
  return marked.kind === 'Namespace'
    ? { ...marked, status: withAt(objectAt(marked, 'status'), ['phase'], 'Terminating') }
    : marked;
}
