import type { Cluster } from '../cluster.ts';
import { gone, unreadableVersion } from '../refusal.ts';
import { type KubeObject, withMetadata } from '../kube-object.ts';
import type { Resource } from '../resources/resource.ts';
import type { Change } from '../store/history.ts';
import type { Selection } from './selection.ts';

/** What a watch tells. */
export type Told =
  | { readonly type: 'ADDED' | 'MODIFIED' | 'DELETED'; readonly object: KubeObject }
  | { readonly type: 'BOOKMARK'; readonly resourceVersion: string; readonly isInitialEnd: boolean };

export interface WatchRequest {
  readonly resource: Resource;
  readonly selection: Selection;
  readonly query: URLSearchParams;
  readonly tell: (told: Told) => void;
}

/**
 * Tells everything that happens to what is selected, from a version on. Gives how to end it. Throws a refusal, 410
 * where that version is no longer known.
 */
export function watch(cluster: Cluster, request: WatchRequest): () => void {
  const { resource, query, tell } = request;
  const { store } = cluster;
  const version = query.get('resourceVersion') ?? '';
  if (version !== '' && !/^\d+$/.test(version)) {
    throw unreadableVersion(version);
  }
  const isList = query.get('sendInitialEvents') === 'true';
  if (isList || version === '' || version === '0') {
    tellAll(cluster, request);
  } else {
    tellPast(cluster, request, Number(version));
  }
  if (isList && query.get('allowWatchBookmarks') === 'true') {
    tell({ type: 'BOOKMARK', resourceVersion: String(store.version()), isInitialEnd: true });
  }
  return store.listen(resource.storage, (change) => tellChange(request, change));
}

function tellAll({ store }: Cluster, { resource, selection, tell }: WatchRequest): void {
  for (const stored of store.list(resource.storage)) {
    const object = resource.presented(stored);
    if (selection.includes(object)) {
      tell({ type: 'ADDED', object });
    }
  }
}

function tellPast({ store }: Cluster, request: WatchRequest, version: number): void {
  const changes = store.since(request.resource.storage, version);
  if (changes === undefined) {
    throw gone(`too old resource version: ${version} (${store.oldest(request.resource.storage)})`);
  }
  for (const change of changes) {
    tellChange(request, change);
  }
}

/** An object that begins to be selected is new to who watches, and one that is no longer selected is gone. */
function tellChange({ resource, selection, tell }: WatchRequest, { type, object: stored, previous }: Change): void {
  const object = resource.presented(stored);
  const before = previous === undefined ? undefined : resource.presented(previous);
  const isIn = type !== 'DELETED' && selection.includes(object);
  const wasIn = before !== undefined && selection.includes(before);
  if (isIn) {
    tell({ type: wasIn ? 'MODIFIED' : 'ADDED', object });
  } else if (wasIn) {
    tell({ type: 'DELETED', object: withMetadata(before, { resourceVersion: object.metadata.resourceVersion }) });
  }
}
