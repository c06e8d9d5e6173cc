import { type Canary, controllerOf, isCanaryOwner, type ObjectMeta, ownerReference } from '@flagger/api';

/**
 * Whether the controller of an object is the Canary of this name; a Canary that was deleted and made again counts as
 * the same.
 */
export function isControlledBy(canary: Canary, owned: ObjectMeta): boolean {
  const { kind, name } = ownerReference(canary);
  const owner = controllerOf(owned);
  return owner?.kind === kind && owner.name === name;
}

/** Whether an object was made for a Canary, be that gone by now. */
export const isOfCanary = ({ ownerReferences = [] }: ObjectMeta): boolean => ownerReferences.some(isCanaryOwner);
