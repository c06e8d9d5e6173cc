import { type KubeObject, nameIn, type Ref } from '@flagger/api';
import { isRecord } from './api-error.ts';

/** How the API server serves one kind. */
export interface Resource {
  readonly apiVersion: string;
  readonly kind: string;
  /** The word in the path, e.g. `virtualservices`. */
  readonly plural: string;
  readonly namespaced: boolean;
  /** What can be done with it, e.g. `get`, `list`, `watch`, `patch`. */
  readonly verbs: readonly string[];
}

/** One object, or with no name all objects of a namespace, or with no namespace either those of all namespaces. */
export interface Place {
  readonly namespace?: string | undefined;
  readonly name?: string | undefined;
  readonly subresource?: 'status';
}

const EVERYTHING = ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete'];

/** Kinds that every cluster serves; they need no discovery. */
export const CONFIG_MAPS: Resource = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  plural: 'configmaps',
  namespaced: true,
  verbs: EVERYTHING,
};
export const SECRETS: Resource = {
  apiVersion: 'v1',
  kind: 'Secret',
  plural: 'secrets',
  namespaced: true,
  verbs: EVERYTHING,
};
export const EVENTS: Resource = {
  apiVersion: 'v1',
  kind: 'Event',
  plural: 'events',
  namespaced: true,
  verbs: EVERYTHING,
};
export const PODS: Resource = { apiVersion: 'v1', kind: 'Pod', plural: 'pods', namespaced: true, verbs: EVERYTHING };
export const LEASES: Resource = {
  apiVersion: 'coordination.k8s.io/v1',
  kind: 'Lease',
  plural: 'leases',
  namespaced: true,
  verbs: EVERYTHING,
};

/**
 * Media types for objects and lists without anything but their metadata; a server that cannot do so sends all of it.
 */
export const METADATA_ONLY = {
  object: metadataOnly('PartialObjectMetadata'),
  list: metadataOnly('PartialObjectMetadataList'),
};

function metadataOnly(kind: string): string {
  return `application/json;as=${kind};v=v1;g=meta.k8s.io,application/json`;
}

/** Path below the server's address, e.g. `/apis/apps/v1/namespaces/test/deployments/podinfo`. */
export function pathOf(resource: Resource, place: Place): string {
  const parts = [resource.plural, place.name, place.subresource];
  const scope = resource.namespaced && place.namespace !== undefined ? ['namespaces', place.namespace] : [];
  return [
    groupPath(resource.apiVersion),
    ...[...scope, ...parts].filter((part) => part !== undefined).map(segment),
  ].join('/');
}

/** Path of a group and version, e.g. `/apis/apps/v1`; `/api/v1` for the core group. */
export const groupPath = (apiVersion: string): string =>
  [apiVersion.includes('/') ? '/apis' : '/api', ...apiVersion.split('/').map(segment)].join('/');

/** One part of a path, which leads nowhere else: throws where it would. */
function segment(part: string): string {
  if (part === '' || part === '.' || part === '..') {
    throw new Error(`no path of the API server holds the part ${JSON.stringify(part)}`);
  }
  return encodeURIComponent(part);
}

/** The group of a version, e.g. `apps`; empty for the core group. */
export const groupOf = (apiVersion: string): string =>
  apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';

/** Name as in RBAC rules and `kubectl get`: `virtualservices.networking.istio.io`, `configmaps`. */
export function resourceName({ apiVersion, plural }: Resource): string {
  const slash = apiVersion.indexOf('/');
  return slash < 0 ? plural : `${plural}.${apiVersion.slice(0, slash)}`;
}

/** The group in which every metric of every Canary is a resource of its own. */
const METRICS = 'external.metrics.k8s.io';

/** The same as a label of metrics, which may not grow with what the Canaries ask for. */
export const resourceLabel = (resource: Resource): string =>
  groupOf(resource.apiVersion) === METRICS ? `*.${METRICS}` : resourceName(resource);

/** Kind with its group, as `kubectl get` takes it: `VirtualService.networking.istio.io`, `ConfigMap`. */
export function kindName({ apiVersion, kind }: Resource): string {
  const slash = apiVersion.indexOf('/');
  return slash < 0 ? kind : `${kind}.${apiVersion.slice(0, slash)}`;
}

/** What people call it: `VirtualService podinfo.test`, or `VirtualService in namespace test` for all of them. */
export function placeName({ kind }: Resource, { namespace, name }: Place): string {
  if (name !== undefined) {
    return `${kind} ${namespace === undefined ? name : nameIn(name, namespace)}`;
  }
  return namespace === undefined ? `${kind} in all namespaces` : `${kind} in namespace ${namespace}`;
}

/** `namespace/name`, or `name` for an object of the whole cluster. */
export const keyOf = ({ metadata }: Pick<Ref, 'metadata'>): string =>
  metadata.namespace === undefined ? metadata.name : `${metadata.namespace}/${metadata.name}`;

/**
 * Whether a parsed answer can be handled as an object: it has a name. Kind and version are filled in by {@link
 * typed}.
 */
export const hasName = (value: unknown): value is Readonly<Record<string, unknown>> & Pick<KubeObject, 'metadata'> =>
  isRecord(value) && isRecord(value.metadata) && typeof value.metadata.name === 'string';

/** An object as its resource says it is: items of a list come without kind, and metadata-only ones with another. */
export const typed = (value: Pick<KubeObject, 'metadata'>, { apiVersion, kind }: Resource): KubeObject => ({
  ...value,
  apiVersion,
  kind,
});
