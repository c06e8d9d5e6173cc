import type { KubeObject, Objects, OwnerReference } from '@flagger/api';
import { isRecord } from './client/api-error.ts';

/** Holds the `ownerReferences` of an object whose owner is in another cluster, as JSON. */
const OWNERS = 'flagger.app/owners';

/** Objects of a cluster that does not know their owners: references to them are kept in an annotation. */
export const foreignOwners = (objects: Objects): Objects => ({
  read: async <T extends KubeObject>(ref: Parameters<Objects['read']>[0]) => {
    const found = await objects.read<T>(ref);
    return found && withOwners(found);
  },
  confirm: async <T extends KubeObject>(ref: Parameters<Objects['confirm']>[0]) => {
    const found = await objects.confirm<T>(ref);
    return found && withOwners(found);
  },
  create: async (object) => withOwners(await objects.create(withoutOwners(object))),
  patch: async <T extends KubeObject>(ref: Parameters<Objects['patch']>[0], changes: object) =>
    withOwners(await objects.patch<T>(ref, withoutOwners(changes))),
  replace: async (object) => withOwners(await objects.replace(withoutOwners(object))),
  remove: (ref) => objects.remove(ref),
});

function withoutOwners<T extends object>(object: T): T {
  const metadata: unknown = Object.getOwnPropertyDescriptor(object, 'metadata')?.value;
  if (!isRecord(metadata) || !('ownerReferences' in metadata)) {
    return object;
  }
  const { ownerReferences: owners, annotations, ...rest } = metadata;
  const isOwned = Array.isArray(owners) && owners.length > 0;
  const all = { ...(isRecord(annotations) ? annotations : {}), [OWNERS]: isOwned ? JSON.stringify(owners) : null };
  return { ...object, metadata: { ...rest, annotations: all } };
}

function withOwners<T extends KubeObject>(object: T): T {
  const { annotations = {}, ...metadata } = object.metadata;
  const { [OWNERS]: owners, ...others } = annotations;
  if (owners === undefined) {
    return object;
  }
  return { ...object, metadata: { ...metadata, annotations: others, ownerReferences: ownersIn(owners) } };
}

/** None where somebody wrote something else there. */
function ownersIn(text: string): readonly OwnerReference[] {
  try {
    const owners: unknown = JSON.parse(text);
    return Array.isArray(owners) ? owners.filter(isOwner) : [];
  } catch {
    return [];
  }
}

const isOwner = (value: unknown): value is OwnerReference =>
  isRecord(value) && ['apiVersion', 'kind', 'name', 'uid'].every((key) => typeof value[key] === 'string');
