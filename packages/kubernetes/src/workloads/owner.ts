import type { Canary, ObjectMeta, OwnerReference } from '@flagger/api';

const API_VERSION = 'flagger.app/v1beta1';
const KIND = 'Canary';

/** What makes Kubernetes delete an object together with its Canary. */
export function ownerReference({ metadata }: Canary): OwnerReference {
  return {
    apiVersion: API_VERSION,
    kind: KIND,
    name: metadata.name,
    uid: metadata.uid,
    controller: true,
    blockOwnerDeletion: true,
  };
}

/**
 * Whether the controller of an object is the Canary of this name; a Canary that was deleted and made again counts as
 * the same.
 */
export function isControlledBy({ metadata }: Canary, owned: ObjectMeta): boolean {
  return (
    owned.ownerReferences?.some(
      (owner) => owner.controller === true && owner.kind === KIND && owner.name === metadata.name,
    ) ?? false
  );
}

/** This Canary as controller, the other owners after it, none of them as controller: an object can have only one. */
export function sharedOwners(canary: Canary, owners: readonly OwnerReference[]): readonly OwnerReference[] {
  const others = owners.filter(({ uid }) => uid !== canary.metadata.uid);
  return [ownerReference(canary), ...others.map((owner) => ({ ...owner, controller: false }))];
}
