import type { KubeObject, ObjectMeta } from '@flagger/api';

/** An object without `metadata.managedFields`, which are often longer than all the rest and which nobody here reads. */
export function withoutManagedFields(object: KubeObject): KubeObject {
  const metadata: ObjectMeta & { managedFields?: unknown } = { ...object.metadata };
  delete metadata.managedFields;
  return { ...object, metadata };
}

/**
 * What tells one version of an object from another, and nothing that could be secret: annotations of a Secret may
 * repeat its data.
 */
export function identity({ apiVersion, kind, metadata }: KubeObject): KubeObject {
  const { name, namespace, uid = '', resourceVersion = '' } = metadata;
  return {
    apiVersion,
    kind,
    metadata: { name, ...(namespace === undefined ? {} : { namespace }), uid, resourceVersion },
  };
}
