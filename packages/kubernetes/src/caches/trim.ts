import { isVerbAnnotation, type KubeObject, type ManagedFields, type ObjectMeta } from '@flagger/api';

/** An object without `metadata.managedFields`, which are often longer than all the rest and which nobody here reads. */
export function withoutManagedFields(object: KubeObject): KubeObject {
  // left out, not deleted: V8 keeps an object of which something was deleted as a table, four times as large
  const { managedFields: _, ...metadata }: ObjectMeta & { readonly managedFields?: unknown } = object.metadata;
  return { ...object, metadata };
}

/** A Canary without them too, but for who wrote the annotations by which people ask for something. */
export function canaryTrimmed(object: KubeObject): KubeObject {
  const { managedFields = [], annotations = {} } = object.metadata;
  const kept = Object.keys(annotations).some(isVerbAnnotation) ? managedFields.flatMap(ofVerbs) : [];
  const trimmed = withoutManagedFields(object);
  return kept.length === 0 ? trimmed : { ...trimmed, metadata: { ...trimmed.metadata, managedFields: kept } };
}

function ofVerbs({ manager, time, fieldsV1 }: ManagedFields): readonly ManagedFields[] {
  const written = Object.keys(fieldsV1?.['f:metadata']?.['f:annotations'] ?? {}).filter(
    (field) => field.startsWith('f:') && isVerbAnnotation(field.slice(2)),
  );
  const annotations = Object.fromEntries(written.map((field) => [field, {}]));
  return written.length === 0
    ? []
    : [
        {
          ...(manager !== undefined && { manager }),
          ...(time !== undefined && { time }),
          fieldsV1: { 'f:metadata': { 'f:annotations': annotations } },
        },
      ];
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
