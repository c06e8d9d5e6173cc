import type { KubeObject, OwnerReference } from '@flagger/api';
import type { Meta } from './kinds.ts';

/** The reference by which an object says that another one controls it. */
export function controllerReference({
  apiVersion,
  kind,
  metadata,
}: KubeObject & { readonly metadata: Meta }): OwnerReference {
  return { apiVersion, kind, name: metadata.name, uid: metadata.uid, controller: true, blockOwnerDeletion: true };
}

/** Who controls an object; undefined where nobody does. */
export const controllerOf = ({ metadata }: Pick<KubeObject, 'metadata'>): OwnerReference | undefined =>
  metadata.ownerReferences?.find(({ controller }) => controller === true);

/** Those of some objects that one object controls. */
export function controlledBy<T extends KubeObject>(
  owner: Pick<KubeObject, 'metadata'>,
  objects: readonly T[],
): readonly T[] {
  return objects.filter((each) => controllerOf(each)?.uid === owner.metadata.uid);
}
