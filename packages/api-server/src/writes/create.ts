import { randomInt, randomUUID } from 'node:crypto';
import { difference, managed, unset } from '../apply/fields.ts';
import { afterUpdate, type Manager, withManagers } from '../apply/managers.ts';
import type { Cluster } from '../cluster.ts';
import { type Json, stringAt, without } from '../json.ts';
import { type KubeObject, placeOf, withMetadata } from '../kube-object.ts';
import { alreadyExists, badRequest, invalidObject, namespaceTerminating, notFound } from '../refusal.ts';
import { required } from '../problems.ts';
import { apiVersionOf, hasStatus, type Resource } from '../resources/resource.ts';
import { finalizerWarnings } from '../rules/metadata-problems.ts';
import { timestamp } from '../schema/time.ts';
import { completed, problemsOf } from './finished.ts';
import { readObject } from './read-object.ts';
import type { WriteOptions } from './write-options.ts';

export interface Creation {
  readonly resource: Resource;
  /** From the path; undefined for kinds of the whole cluster. */
  readonly namespace: string | undefined;
  /** From the path, where an update or an apply creates. */
  readonly name?: string | undefined;
  readonly body: Json;
  readonly options: WriteOptions;
  /** Who manages its fields, where that is not just whoever creates it. */
  readonly managers?: readonly Manager[];
}

/** Stores a new object; gives it as it is stored. Throws a refusal. */
export function create(cluster: Cluster, creation: Creation): KubeObject {
  const { resource, namespace, name, body, options } = creation;
  const read = readObject(resource, body, options);
  if (resource.rules.answered !== undefined) {
    return resource.rules.answered(read, cluster);
  }
  const named = withName(resource, inNamespace(read, namespace), name);
  checkNamespace(cluster, resource, named);
  const fresh = resource.rules.keepsStatus === true || !hasStatus(resource) ? named : withoutStatus(named);
  const whole = completed(resource, withOrigin(resource, fresh, cluster.clock.now()), { old: undefined, cluster });
  const object = withManagers(whole, creation.managers ?? created(cluster, resource, { object: whole, options }));
  const problems = problemsOf(resource, object, undefined);
  if (problems.length > 0) {
    throw invalidObject(resource, object.metadata.name, problems);
  }
  finalizerWarnings(resource, object, undefined).forEach(options.warn);
  if (cluster.store.get(resource.storage, placeOf(object)) !== undefined) {
    throw alreadyExists(resource, object.metadata.name);
  }
  return options.isDryRun ? object : cluster.store.put(resource.storage, resource.stored(object));
}

function inNamespace(object: KubeObject, namespace: string | undefined): KubeObject {
  const own = object.metadata.namespace;
  if (own !== undefined && own !== '' && namespace !== undefined && own !== namespace) {
    throw badRequest('the namespace of the provided object does not match the namespace sent on the request');
  }
  return withMetadata(object, { namespace });
}

const SUFFIX = 'bcdfghjklmnpqrstvwxz2456789';
const SUFFIX_LENGTH = 5;
const LONGEST_PREFIX = 63 - SUFFIX_LENGTH;

function withName(resource: Resource, object: KubeObject, wanted: string | undefined): KubeObject {
  const own = object.metadata.name;
  if (wanted !== undefined && own !== '' && own !== wanted) {
    throw badRequest(`the name of the object (${own}) does not match the name on the URL (${wanted})`);
  }
  if (wanted !== undefined || own !== '') {
    return withMetadata(object, { name: wanted ?? own });
  }
  const prefix = stringAt(object, 'metadata', 'generateName') ?? '';
  if (prefix === '') {
    throw invalidObject(resource, '', [required('metadata.name', 'name or generateName is required')]);
  }
  const suffix = Array.from({ length: SUFFIX_LENGTH }, () => SUFFIX[randomInt(SUFFIX.length)] ?? '').join('');
  return withMetadata(object, { name: prefix.slice(0, LONGEST_PREFIX) + suffix });
}

function checkNamespace({ store }: Cluster, resource: Resource, { metadata: { name, namespace } }: KubeObject): void {
  if (namespace === undefined) {
    return;
  }
  const found = store.get('namespaces', { namespace: undefined, name: namespace });
  if (found === undefined) {
    throw notFound({ group: '', plural: 'namespaces', kind: 'Namespace' }, namespace);
  }
  if (found.metadata.deletionTimestamp !== undefined) {
    throw namespaceTerminating(resource, name, namespace);
  }
}

const withoutStatus = (object: KubeObject): KubeObject => ({
  ...without(object, 'status'),
  apiVersion: object.apiVersion,
  kind: object.kind,
  metadata: object.metadata,
});

/** Whoever creates an object manages all of it. */
function created(
  { clock }: Cluster,
  resource: Resource,
  { object, options }: { readonly object: KubeObject; readonly options: WriteOptions },
): readonly Manager[] {
  const by = {
    name: options.manager,
    operation: 'Update',
    subresource: '',
    apiVersion: apiVersionOf(resource),
    time: timestamp(clock.now()),
  } as const;
  return afterUpdate(
    [],
    by,
    difference(resource.schema, resource.isCustom ? { metadata: {} } : unset(resource.schema), managed(object)),
  );
}

/** The metadata that only the server writes. */
function withOrigin({ rules }: Resource, object: KubeObject, now: number): KubeObject {
  if (object.metadata.resourceVersion !== undefined) {
    throw badRequest('resourceVersion should not be set on objects to be created');
  }
  return withMetadata(object, {
    uid: randomUUID(),
    creationTimestamp: timestamp(now),
    generation: rules.counted === undefined ? undefined : 1,
    deletionTimestamp: undefined,
    deletionGracePeriodSeconds: undefined,
    selfLink: undefined,
  });
}
