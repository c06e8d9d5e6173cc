import { isDeepStrictEqual } from 'node:util';
import { fieldsOf, difference, managed } from '../apply/fields.ts';
import { type FieldSet, pathsOf, shownField } from '../apply/field-set.ts';
import { isSameManager, type Manager, managersOf, minus } from '../apply/managers.ts';
import { merged, withoutFields } from '../apply/merged.ts';
import type { Cluster } from '../cluster.ts';
import { at, isObject, type Json, type JsonObject, objectAt, stringAt } from '../json.ts';
import type { KubeObject, Place } from '../kube-object.ts';
import { required } from '../problems.ts';
import { badRequest, fieldConflict, invalidObject, notInSchema } from '../refusal.ts';
import { apiVersionOf, type Resource } from '../resources/resource.ts';
import { pruned } from '../schema/prune.ts';
import { timestamp } from '../schema/time.ts';
import { create } from './create.ts';
import { update } from './update.ts';
import type { WriteOptions } from './write-options.ts';

/** A configuration that is to be so, of whoever `options.manager` names. */
export interface Applied {
  readonly resource: Resource;
  readonly place: Place;
  /** What is there now, as it is stored; undefined if nothing is. */
  readonly current: KubeObject | undefined;
  readonly body: Json;
  readonly part: 'object' | 'status';
  readonly options: WriteOptions;
}

/**
 * Server-side apply: sets the fields of a configuration, and takes away those that the same manager applied before
 * and no longer does. Throws a refusal, 409 where another manager set one of the fields to something else and
 * `options.isForced` is not set.
 */
export function apply(cluster: Cluster, applied: Applied): { readonly object: KubeObject; readonly isNew: boolean } {
  const { resource, place, current, options, part } = applied;
  const body = configuration(applied);
  const by: Manager = {
    name: options.manager,
    operation: 'Apply',
    subresource: part === 'status' ? 'status' : '',
    apiVersion: apiVersionOf(resource),
    time: timestamp(cluster.clock.now()),
    fields: fieldsOf(resource.schema, managed(body)),
  };
  if (current === undefined) {
    return {
      object: create(cluster, {
        resource,
        namespace: place.namespace,
        name: place.name,
        body,
        options,
        managers: [by],
      }),
      isNew: true,
    };
  }
  const live = resource.presented(current);
  const managers = managersOf(live);
  const next = mergedObject(resource, { live, body, by, managers, isForced: options.isForced });
  const object = update(cluster, {
    resource,
    place,
    current,
    body: next.object,
    part,
    options,
    isPatch: true,
    managers: withTimes(next.managers, managers),
  });
  return { object, isNew: false };
}

function configuration({ resource, body, options }: Applied): JsonObject {
  if (options.manager === '') {
    throw invalidObject({ group: 'meta.k8s.io', plural: 'patchoptions', kind: 'PatchOptions' }, '', [
      required('fieldManager', 'is required for apply patch'),
    ]);
  }
  if (!isObject(body)) {
    throw badRequest('error decoding YAML: the body is no object');
  }
  if (at(body, 'metadata', 'managedFields') !== undefined) {
    throw badRequest('metadata.managedFields must be nil');
  }
  const name = `${stringAt(body, 'metadata', 'namespace') ?? ''}/${stringAt(body, 'metadata', 'name') ?? ''}; ${stringAt(body, 'apiVersion')?.includes('/') === true ? '' : '/'}${stringAt(body, 'apiVersion') ?? ''}, Kind=${stringAt(body, 'kind') ?? ''}`;
  const known = pruned(resource.schema, body, (path) => {
    throw notInSchema(`failed to create typed patch object (${name}): .${path}: field not declared in schema`);
  });
  return objectAt(known);
}

interface Merge {
  readonly live: KubeObject;
  readonly body: JsonObject;
  readonly by: Manager;
  readonly managers: readonly Manager[];
  readonly isForced: boolean;
}

function mergedObject(
  { schema }: Resource,
  { live, body, by, managers, isForced }: Merge,
): { readonly object: Json; readonly managers: readonly Manager[] } {
  const whole = merged(schema, live, body);
  const { changed } = difference(schema, managed(live), managed(objectAt(whole)));
  const others = managers.filter((each) => !isSameManager(each, by));
  const conflicts = others
    .map((each) => ({ ...each, fields: new Set([...each.fields].filter((field) => changed.has(field))) }))
    .filter(({ fields }) => fields.size > 0);
  if (conflicts.length > 0 && !isForced) {
    throw fieldConflict(conflicts.map(conflictOf));
  }
  const left = others.map((each) => ({ ...each, fields: minus(each.fields, changed) }));
  const gone = minus(before(managers, by), new Set([...by.fields, ...left.flatMap(({ fields }) => [...fields])]));
  return { object: withoutFields({ schema, value: whole }, gone), managers: [by, ...left] };
}

const before = (managers: readonly Manager[], by: Manager): FieldSet =>
  managers.find((each) => isSameManager(each, by))?.fields ?? new Set();

function conflictOf({ name, operation, apiVersion, fields }: Manager): {
  readonly manager: string;
  readonly fields: readonly string[];
} {
  const manager = operation === 'Apply' ? JSON.stringify(name) : `${JSON.stringify(name)} using ${apiVersion}`;
  return { manager, fields: pathsOf(fields).map(shownField) };
}

/** Who manages the same as before did so since then. */
function withTimes(managers: readonly Manager[], old: readonly Manager[]): readonly Manager[] {
  return managers.map((each) => {
    const same = old.find((other) => isSameManager(other, each));
    return same !== undefined && isDeepStrictEqual(same.fields, each.fields) ? same : each;
  });
}
