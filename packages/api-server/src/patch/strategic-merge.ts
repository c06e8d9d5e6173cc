import { isDeepStrictEqual } from 'node:util';
import { isList, isObject, type Json, type JsonObject, listAt } from '../json.ts';
import { resolved } from '../schema/built-in-schema.ts';
import type { Schema } from '../schema/schema.ts';

const DIRECTIVE = '$patch';
const RETAIN = '$retainKeys';
const ORDER = '$setElementOrder/';
const REMOVE_PLAIN = '$deleteFromPrimitiveList/';

/**
 * Kubernetes' strategic merge patch: like a merge patch, but lists of objects with a key are merged by it, as the
 * schema says.
 */
export function strategicallyPatched(schema: Schema, value: Json | undefined, patch: Json): Json {
  if (!isObject(patch)) {
    return patch;
  }
  if (patch[DIRECTIVE] === 'replace') {
    return withoutDirectives(patch);
  }
  if (patch[DIRECTIVE] === 'delete') {
    return {};
  }
  const rules = resolved(schema);
  const result: Record<string, Json> = retained(isObject(value) ? value : {}, patch);
  for (const [field, change] of Object.entries(patch)) {
    if (field.startsWith('$')) {
      continue;
    }
    const next = fieldPatched(rules.properties?.[field] ?? rules.additional ?? {}, result[field], change);
    if (next === undefined) {
      Reflect.deleteProperty(result, field);
    } else {
      result[field] = next;
    }
  }
  return ordered(rules, removed(result, patch), { patch, before: value });
}

/** Undefined where the field goes. */
function fieldPatched(schema: Schema, value: Json | undefined, change: Json): Json | undefined {
  if (change === null) {
    return undefined;
  }
  if (isList(change)) {
    return listPatched(schema, isList(value) ? value : [], change);
  }
  if (!isObject(change)) {
    return change;
  }
  if (change[DIRECTIVE] === 'delete') {
    return undefined;
  }
  return strategicallyPatched(schema, value, change);
}

/** `$retainKeys` names the fields that stay, besides those that the patch sets. */
function retained(value: JsonObject, patch: JsonObject): Record<string, Json> {
  const keep = patch[RETAIN];
  return isList(keep)
    ? Object.fromEntries(Object.entries(value).filter(([field]) => keep.includes(field)))
    : { ...value };
}

function listPatched(schema: Schema, value: readonly Json[], change: readonly Json[]): Json {
  const { mergeKey, items = {} } = resolved(schema);
  if (mergeKey === undefined) {
    return change.map((item) => withoutDirectives(item));
  }
  if (mergeKey === '') {
    return inOrder([...value, ...change.filter((item) => !value.some((own) => isDeepStrictEqual(own, item)))], {
      patch: change,
      server: value,
      key: '',
    });
  }
  if (change.some((item) => isObject(item) && item[DIRECTIVE] === 'replace')) {
    return change.filter((item) => !(isObject(item) && item[DIRECTIVE] === 'replace')).map(withoutDirectives);
  }
  const merged = change.reduce<readonly Json[]>(
    (list, item) => (isObject(item) ? itemPatched(list, item, { key: mergeKey, items }) : list),
    value,
  );
  return inOrder(merged, { patch: change, server: value, key: mergeKey });
}

function itemPatched(
  list: readonly Json[],
  item: JsonObject,
  { key, items }: { readonly key: string; readonly items: Schema },
): readonly Json[] {
  const index = list.findIndex((own) => isObject(own) && own[key] === item[key]);
  if (item[DIRECTIVE] === 'delete') {
    return list.filter((own) => !(isObject(own) && own[key] === item[key]));
  }
  const patched =
    item[DIRECTIVE] === 'replace' ? withoutDirectives(item) : strategicallyPatched(items, list[index], item);
  return index < 0 ? [...list, patched] : list.with(index, patched);
}

function removed(value: Record<string, Json>, patch: JsonObject): Record<string, Json> {
  for (const [field, values] of Object.entries(patch)) {
    if (!field.startsWith(REMOVE_PLAIN) || !isList(values)) {
      continue;
    }
    const name = field.slice(REMOVE_PLAIN.length);
    value[name] = listAt(value, name).filter((item) => !values.some((gone) => isDeepStrictEqual(gone, item)));
  }
  return value;
}

/** `$setElementOrder/<field>` says in which order the items are to stand. */
function ordered(
  { properties = {} }: Schema,
  value: Record<string, Json>,
  { patch, before }: { readonly patch: JsonObject; readonly before: Json | undefined },
): Json {
  for (const [field, order] of Object.entries(patch)) {
    if (!field.startsWith(ORDER) || !isList(order)) {
      continue;
    }
    const name = field.slice(ORDER.length);
    const key = resolved(properties[name] ?? {}).mergeKey;
    if (value[name] !== undefined && key !== undefined) {
      value[name] = inOrder(listAt(value, name), { patch: order, server: listAt(before, name), key });
    }
  }
  return value;
}

/**
 * Items that the patch names stand in its order, the others in theirs; where nothing says which comes first, it is
 * the patch's.
 */
function inOrder(
  list: readonly Json[],
  { patch, server, key }: { readonly patch: readonly Json[]; readonly server: readonly Json[]; readonly key: string },
): readonly Json[] {
  const idOf = (item: Json): Json => (isObject(item) && key !== '' ? (item[key] ?? null) : item);
  const [wanted, before] = [patch.map(idOf), server.map(idOf)];
  const named = list
    .filter((item) => wanted.includes(idOf(item)))
    .sort((a, b) => wanted.indexOf(idOf(a)) - wanted.indexOf(idOf(b)));
  const others = list.filter((item) => !wanted.includes(idOf(item)));
  const result: Json[] = [];
  for (const item of named) {
    const place = before.indexOf(idOf(item));
    while (place >= 0 && others[0] !== undefined && before.indexOf(idOf(others[0])) < place) {
      result.push(...others.splice(0, 1));
    }
    result.push(item);
  }
  return [...result, ...others];
}

function withoutDirectives(value: Json): Json {
  if (isList(value)) {
    return value.map(withoutDirectives);
  }
  if (!isObject(value)) {
    return value;
  }
  const fields = Object.entries(value).filter(([field]) => !field.startsWith('$'));
  return Object.fromEntries(fields.map(([field, each]) => [field, withoutDirectives(each)]));
}
