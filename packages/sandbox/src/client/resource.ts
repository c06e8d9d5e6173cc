import type { KubeObject } from '@flagger/api';
import { isFields } from './fields.ts';

/** How the API server serves one kind, and which of its objects we can work with. */
export interface Resource<T extends KubeObject = KubeObject> {
  readonly apiVersion: string;
  readonly kind: string;
  /** The word in the path, e.g. `virtualservices`. */
  readonly plural: string;
  /** Whether an object holds the fields that we touch, in the form that we expect. */
  readonly accepts: (object: KubeObject) => object is T;
}

/** One object, or with no name all of a namespace, or with neither all there are. */
export interface Place {
  readonly namespace?: string | undefined;
  readonly name?: string | undefined;
  readonly subresource?: 'status' | undefined;
}

/** Path below the server's address, e.g. `/apis/apps/v1/namespaces/test/deployments/podinfo/status`. */
export function pathOf(
  { apiVersion, plural }: Pick<Resource, 'apiVersion' | 'plural'>,
  { namespace, name, subresource }: Place,
): string {
  const group = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  const scope = namespace === undefined ? [] : ['namespaces', namespace];
  const parts = [...scope, plural, name, subresource].filter((part) => part !== undefined);
  return [group, ...parts.map(encodeURIComponent)].join('/');
}

/** `namespace/name`, or `name` for an object of the whole cluster. */
export const keyOf = ({ metadata }: Pick<KubeObject, 'metadata'>): string =>
  metadata.namespace === undefined ? metadata.name : `${metadata.namespace}/${metadata.name}`;

/**
 * Any answer that has a name, as an object of its resource: items of lists come without kind. Undefined where it has
 * none.
 */
export function objectOf(
  value: unknown,
  { apiVersion, kind }: Pick<Resource, 'apiVersion' | 'kind'>,
): KubeObject | undefined {
  return hasName(value) ? { ...value, apiVersion, kind } : undefined;
}

const hasName = (value: unknown): value is Pick<KubeObject, 'metadata'> =>
  isFields(value) && isFields(value.metadata) && typeof value.metadata.name === 'string';
