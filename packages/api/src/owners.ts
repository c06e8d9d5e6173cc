import type { RawCanary } from './outside.ts';
import type { ObjectMeta, OwnerReference } from './objects.ts';

const GROUP = 'flagger.app';
const API_VERSION = `${GROUP}/v1beta1`;
const KIND = 'Canary';

/** What makes Kubernetes delete an object together with its Canary. */
export const ownerReference = ({ metadata: { name, uid } }: Pick<RawCanary, 'metadata'>): OwnerReference => ({
  apiVersion: API_VERSION,
  kind: KIND,
  name,
  uid,
  controller: true,
  blockOwnerDeletion: true,
});

/** Whether an owner, as the API server or an annotation says it, is a Canary. */
export const isCanaryOwner = ({ apiVersion, kind }: Partial<OwnerReference>): boolean =>
  kind === KIND && apiVersion?.startsWith(`${GROUP}/`) === true;

/** The owner that looks after an object; undefined where there is none. */
export const controllerOf = ({ ownerReferences = [] }: ObjectMeta): OwnerReference | undefined =>
  ownerReferences.find(({ controller }) => controller === true);

/** This Canary as controller, the other owners after it, none of them as controller: an object can have only one. */
export function sharedOwners(
  canary: Pick<RawCanary, 'metadata'>,
  owners: readonly OwnerReference[],
): readonly OwnerReference[] {
  const others = owners.filter(({ uid }) => uid !== canary.metadata.uid);
  return [ownerReference(canary), ...others.map((owner) => ({ ...owner, controller: false }))];
}
