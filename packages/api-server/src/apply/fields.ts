import { isDeepStrictEqual } from 'node:util';
import { isList, isObject, type Json, type JsonObject } from '../json.ts';
import { resolved } from '../schema/built-in-schema.ts';
import type { Schema } from '../schema/schema.ts';
import { type FieldPath, fieldSet, type FieldSet } from './field-set.ts';
import { type Part, partsOf } from './parts.ts';

/** The fields that a configuration sets. */
export function fieldsOf(schema: Schema, { metadata = {}, ...rest }: JsonObject): FieldSet {
  const value = isObject(metadata) && Object.keys(metadata).length === 0 ? rest : { metadata, ...rest };
  return fieldSet(leaves({ schema, value, path: [] }, false));
}

interface Place {
  readonly schema: Schema;
  readonly value: Json;
  readonly path: FieldPath;
}

/** `withMaps` counts maps that hold something as fields of their own. */
function leaves({ schema, value, path }: Place, withMaps: boolean): readonly FieldPath[] {
  const parts = partsOf(schema, value);
  if (parts === undefined || parts.length === 0) {
    return path.length === 0 ? [] : [path];
  }
  const below = parts.flatMap((part) => [
    ...(part.isItem && isContainer(part.value) ? [[...path, part.step]] : []),
    ...leaves({ schema: part.schema, value: part.value, path: [...path, part.step] }, withMaps),
  ]);
  return withMaps && path.length > 0 ? [path, ...below] : below;
}

const isContainer = (value: Json): boolean => isObject(value) || isList(value);

/** What one state of an object has that another has not. */
export interface Difference {
  /** Fields that are new or have another value. */
  readonly changed: FieldSet;
  readonly removed: FieldSet;
}

/** How `after` differs from `before`. */
export function difference(schema: Schema, before: Json, after: Json): Difference {
  const found: { changed: FieldPath[]; removed: FieldPath[] } = { changed: [], removed: [] };
  compare({ schema, before, after, path: [] }, found);
  return { changed: fieldSet(found.changed), removed: fieldSet(found.removed) };
}

interface Pair {
  readonly schema: Schema;
  readonly before: Json;
  readonly after: Json;
  readonly path: FieldPath;
}

function compare(
  { schema, before, after, path }: Pair,
  found: { readonly changed: FieldPath[]; readonly removed: FieldPath[] },
): void {
  const now = partsOf(schema, after);
  // an empty list that is written as null was there before
  const old = before === null ? [] : partsOf(schema, before);
  if (old === undefined || now === undefined) {
    if (!isDeepStrictEqual(before, after)) {
      found.changed.push(path);
    }
    return;
  }
  const byStep = new Map(old.map((part) => [part.step, part]));
  for (const part of now) {
    const same = byStep.get(part.step);
    byStep.delete(part.step);
    if (same === undefined) {
      found.changed.push(...leaves(placeOf(part, path), true));
    } else {
      compare({ schema: part.schema, before: same.value, after: part.value, path: [...path, part.step] }, found);
    }
  }
  for (const part of byStep.values()) {
    found.removed.push(...leaves(placeOf(part, path), true));
  }
}

const placeOf = ({ schema, value, step }: Part, path: FieldPath): Place => ({ schema, value, path: [...path, step] });

/**
 * What there is of a built-in object before anybody sets anything: structs, and lists that are written though they
 * are empty.
 */
export function unset(schema: Schema): JsonObject {
  const fields = Object.entries(resolved(schema).properties ?? {}).flatMap(([name, property]): [string, Json][] => {
    if (property.isAlwaysThere !== true) {
      return [];
    }
    return [[name, property.ref === undefined ? null : unset(property)]];
  });
  return Object.fromEntries(fields);
}

const SERVER_FIELDS = [
  'name',
  'namespace',
  'uid',
  'resourceVersion',
  'generation',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
  'selfLink',
  'managedFields',
];

/** An object without what nobody manages: what it is, and what only the server writes. */
export function managed(object: JsonObject): JsonObject {
  const { apiVersion: _version, kind: _kind, metadata, ...rest } = object;
  const own = Object.fromEntries(
    Object.entries(isObject(metadata) ? metadata : {}).filter(([field]) => !SERVER_FIELDS.includes(field)),
  );
  return { metadata: own, ...rest };
}
