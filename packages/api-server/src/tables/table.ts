import type { Json, JsonObject } from '../json.ts';
import type { KubeObject } from '../kube-object.ts';
import type { Resource } from '../resources/resource.ts';

export interface TableOptions {
  /** Of `meta.k8s.io`. */
  readonly version: string;
  /** What of an object each row carries. */
  readonly includes: 'None' | 'Metadata' | 'Object';
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** What `kubectl get` shows of some objects. */
export function table(
  { columns }: Resource,
  objects: readonly KubeObject[],
  { version, includes, now, metadata }: TableOptions & { readonly metadata: JsonObject },
): JsonObject {
  return {
    kind: 'Table',
    apiVersion: `meta.k8s.io/${version}`,
    metadata,
    columnDefinitions: columns.map(({ name, type, format = '', priority = 0 }) => ({
      name,
      type,
      format,
      description: name,
      priority,
    })),
    rows: objects.map((object) => ({
      cells: columns.map(({ cell }) => cell(object, now)),
      ...rowObject(object, includes, version),
    })),
  };
}

function rowObject(object: KubeObject, includes: TableOptions['includes'], version: string): { readonly object: Json } {
  if (includes === 'None') {
    return { object: null };
  }
  return { object: includes === 'Object' ? object : partialMetadata(object, version) };
}

/** Nothing but an object's metadata. */
export const partialMetadata = ({ metadata }: KubeObject, version: string): JsonObject => ({
  kind: 'PartialObjectMetadata',
  apiVersion: `meta.k8s.io/${version}`,
  metadata,
});
