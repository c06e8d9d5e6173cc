import { isObject, type Json, type JsonObject, objectAt, objectsAt, stringAt } from '../json.ts';
import { type KubeObject, withMetadata } from '../kube-object.ts';
import { type FieldSet, fieldSetOf, fieldsV1 } from './field-set.ts';
import type { Difference } from './fields.ts';

/** Who manages fields of an object, and how they came by them. */
export interface Manager {
  readonly name: string;
  readonly operation: 'Apply' | 'Update';
  /** Empty for the object itself. */
  readonly subresource: string;
  readonly apiVersion: string;
  readonly time: string;
  readonly fields: FieldSet;
}

/** The managers that an object names. */
export function managersOf(object: KubeObject | undefined): readonly Manager[] {
  return objectsAt(object, 'metadata', 'managedFields').map((entry) => ({
    name: stringAt(entry, 'manager') ?? '',
    operation: entry.operation === 'Apply' ? 'Apply' : 'Update',
    subresource: stringAt(entry, 'subresource') ?? '',
    apiVersion: stringAt(entry, 'apiVersion') ?? '',
    time: stringAt(entry, 'time') ?? '',
    fields: fieldSetOf(objectAt(entry, 'fieldsV1')),
  }));
}

/** The object with its managers written into it; those that manage nothing are left out. */
export function withManagers(object: KubeObject, managers: readonly Manager[]): KubeObject {
  const entries = managers.filter(({ fields }) => fields.size > 0).map(entryOf);
  return withMetadata(object, { managedFields: entries.length > 0 ? entries : undefined });
}

function entryOf({ name, operation, subresource, apiVersion, time, fields }: Manager): JsonObject {
  return {
    manager: name,
    operation,
    apiVersion,
    time,
    fieldsType: 'FieldsV1',
    fieldsV1: fieldsV1(fields),
    ...(subresource === '' ? {} : { subresource }),
  };
}

export const isSameManager = (a: Manager, b: Pick<Manager, 'name' | 'operation' | 'subresource'>): boolean =>
  a.name === b.name && a.operation === b.operation && a.subresource === b.subresource;

/** The managers after somebody changed an object: the changed fields are theirs, and nobody else's. */
export function afterUpdate(
  managers: readonly Manager[],
  by: Omit<Manager, 'fields'>,
  { changed, removed }: Difference,
): readonly Manager[] {
  if (changed.size === 0 && removed.size === 0) {
    return managers;
  }
  const lost = new Set([...changed, ...removed]);
  const others = managers
    .filter((each) => !isSameManager(each, by))
    .map((each) => ({ ...each, fields: minus(each.fields, lost) }));
  const own = managers.find((each) => isSameManager(each, by))?.fields ?? new Set();
  return [...others, { ...by, fields: new Set([...minus(own, removed), ...changed]) }];
}

export const minus = (set: FieldSet, other: FieldSet): FieldSet => new Set([...set].filter((each) => !other.has(each)));

/** Whether somebody asks for the managers to be forgotten, which is done by writing an empty list. */
export function forgetsManagers(managedFields: Json | undefined): boolean {
  return (
    Array.isArray(managedFields) && managedFields.every((each) => isObject(each) && Object.keys(each).length === 0)
  );
}
