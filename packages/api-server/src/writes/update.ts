import { isDeepStrictEqual } from 'node:util';
import { difference, managed } from '../apply/fields.ts';
import { afterUpdate, forgetsManagers, type Manager, managersOf, withManagers } from '../apply/managers.ts';
import type { Cluster } from '../cluster.ts';
import { type Json, objectAt } from '../json.ts';
import { keyOf, type KubeObject, type Place, placeOf, withMetadata } from '../kube-object.ts';
import { invalid } from '../problems.ts';
import { badRequest, conflict, invalidObject, type StatusError } from '../refusal.ts';
import { apiVersionOf, hasStatus, type Resource } from '../resources/resource.ts';
import { finalizerWarnings } from '../rules/metadata-problems.ts';
import { timestamp } from '../schema/time.ts';
import { completed, problemsOf } from './finished.ts';
import { readObject } from './read-object.ts';
import { endIfDone } from './remove.ts';
import type { WriteOptions } from './write-options.ts';

export interface Replacement {
  readonly resource: Resource;
  readonly place: Place;
  /** What is there now, as it is stored. */
  readonly current: KubeObject;
  readonly body: Json;
  /** Which part of the object is written. */
  readonly part: 'object' | 'status';
  readonly options: WriteOptions;
  /** A patch is made on what is there now: it needs no resourceVersion of its own. */
  readonly isPatch: boolean;
  /** What is told where the body fits no object of the kind. */
  readonly unfit?: ((why: string) => StatusError) | undefined;
  /** Who manages its fields from now on, where that is not just whoever changed them. */
  readonly managers?: readonly Manager[];
}

/**
 * Stores a newer state of an object; gives it as it is stored. Throws a refusal, 409 where the body was made from an
 * older state.
 */
export function update(cluster: Cluster, replacement: Replacement): KubeObject {
  const { resource, place, current, body, options } = replacement;
  const old = resource.presented(current);
  const read = readObject(resource, body, { ...options, unfit: replacement.unfit });
  checkIdentity(replacement, read, old);
  const kept = keptParts(replacement, withOldOrigin(read, old, place), old);
  const whole = completed(resource, kept, { old, cluster });
  const object = withManagers(
    counted(resource, whole, old),
    replacement.managers ?? managersAfter(cluster, replacement, { read, whole, old }),
  );
  const problems = problemsOf(resource, object, old);
  if (problems.length > 0) {
    throw invalidObject(resource, place.name, problems);
  }
  finalizerWarnings(resource, object, old).forEach(options.warn);
  if (isDeepStrictEqual(object, old)) {
    return current;
  }
  if (options.isDryRun) {
    return object;
  }
  const stored = resource.stored(object);
  return endIfDone(cluster, resource, stored) ?? cluster.store.put(resource.storage, stored);
}

/** Whoever changed fields manages them. */
function managersAfter(
  { clock }: Cluster,
  { resource, part, options }: Replacement,
  { read, whole, old }: { readonly read: KubeObject; readonly whole: KubeObject; readonly old: KubeObject },
): readonly Manager[] {
  if (forgetsManagers(read.metadata.managedFields)) {
    return [];
  }
  const by = {
    name: options.manager,
    operation: 'Update',
    subresource: part === 'status' ? 'status' : '',
    apiVersion: apiVersionOf(resource),
    time: timestamp(clock.now()),
  } as const;
  // the one who changes nothing but the list of managers may do so
  const managers = managersOf(read.metadata.managedFields === undefined ? old : read);
  return afterUpdate(managers, by, difference(resource.schema, managed(old), managed(whole)));
}

function checkIdentity(replacement: Replacement, { metadata }: KubeObject, old: KubeObject): void {
  const { name, namespace } = placeOf(old);
  if (metadata.name !== name) {
    throw badRequest(`the name of the object (${metadata.name}) does not match the name on the URL (${name})`);
  }
  if (metadata.namespace !== undefined && metadata.namespace !== namespace) {
    throw badRequest('the namespace of the provided object does not match the namespace sent on the request');
  }
  if (metadata.uid !== undefined && metadata.uid !== old.metadata.uid) {
    throw conflict(replacement.resource, name, otherUid(replacement, metadata.uid, old));
  }
  checkVersion(replacement, metadata.resourceVersion ?? '', old);
}

function checkVersion({ resource, place, isPatch }: Replacement, version: string, old: KubeObject): void {
  const isNeeded = resource.rules.needsVersion === true && !isPatch;
  if (version === '' && isNeeded) {
    throw invalidObject({ ...resource, kind: resource.plural }, place.name, [
      invalid('metadata.resourceVersion', 0, 'must be specified for an update'),
    ]);
  }
  if (version !== '' && version !== '0' && version !== old.metadata.resourceVersion) {
    throw conflict(resource, place.name);
  }
}

function otherUid({ resource, place }: Replacement, uid: string, old: KubeObject): string {
  const path = ['/registry', ...(resource.isCustom ? [resource.group] : []), resource.plural, keyOf(place)].join('/');
  return `StorageError: invalid object, Code: 4, Key: ${path}, ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: UID in precondition: ${uid}, UID in object meta: ${old.metadata.uid ?? ''}`;
}

/** The metadata that only the server writes stays what it was. */
function withOldOrigin(object: KubeObject, { metadata }: KubeObject, { name, namespace }: Place): KubeObject {
  const {
    uid,
    resourceVersion,
    generation,
    creationTimestamp,
    deletionTimestamp,
    deletionGracePeriodSeconds,
    generateName,
  } = metadata;
  return withMetadata(object, {
    name,
    namespace,
    uid,
    resourceVersion,
    generation,
    creationTimestamp,
    deletionTimestamp,
    deletionGracePeriodSeconds,
    generateName,
  });
}

/**
 * A write of the status changes nothing else, and a write of the object does not change its status, if it has one of
 * its own.
 */
function keptParts({ resource, part }: Replacement, object: KubeObject, old: KubeObject): KubeObject {
  if (part === 'object') {
    return hasStatus(resource) ? withStatus(object, old.status) : object;
  }
  const { labels, ownerReferences } = old.metadata;
  const metadata = resource.isCustom ? old.metadata : withMetadata(object, { labels, ownerReferences }).metadata;
  return withStatus({ ...old, metadata }, object.status);
}

function withStatus(object: KubeObject, status: Json | undefined): KubeObject {
  const { status: _, ...rest } = object;
  const whole: Omit<KubeObject, 'status'> = rest;
  return {
    ...objectAt(whole),
    apiVersion: object.apiVersion,
    kind: object.kind,
    metadata: object.metadata,
    ...(status === undefined ? {} : { status }),
  };
}

/** One more generation where something changed that is counted. */
function counted({ rules }: Resource, object: KubeObject, old: KubeObject): KubeObject {
  if (rules.counted === undefined || isDeepStrictEqual(rules.counted(object), rules.counted(old))) {
    return object;
  }
  return withMetadata(object, { generation: (old.metadata.generation ?? 0) + 1 });
}
