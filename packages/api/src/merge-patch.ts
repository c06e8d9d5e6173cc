import { isJsonObject, isSameJson, plainJson } from './json.ts';

/**
 * What a JSON merge patch (RFC 7386) makes of a value: null removes a field, an object is merged, anything else
 * replaces; undefined says nothing. What does not change stays the same value, so that `===` tells whether anything
 * did.
 */
export function mergePatched(value: unknown, patch: unknown): unknown {
  if (!isJsonObject(patch)) {
    return isSameJson(value, patch) ? value : plainJson(patch);
  }
  const base = isJsonObject(value) ? value : {};
  let result: Record<string, unknown> | undefined = isJsonObject(value) ? undefined : {};
  for (const [name, change] of Object.entries(patch)) {
    if (change === undefined || (change === null && base[name] === undefined)) {
      continue;
    }
    const next = change === null ? undefined : mergePatched(base[name], change);
    if (next === base[name]) {
      continue;
    }
    result ??= { ...base };
    if (next === undefined) {
      Reflect.deleteProperty(result, name);
    } else {
      result[name] = next;
    }
  }
  return result ?? value;
}

/**
 * The JSON merge patch that makes `after` of `before`, the inverse of {@link mergePatched}: fields that are gone
 * become null, lists are replaced as a whole. Undefined if the two are the same. Undefined fields count as absent.
 */
export function mergePatchBetween(before: unknown, after: object): object | undefined {
  const old = isJsonObject(before) ? before : {};
  const patch: Record<string, unknown> = {};
  for (const [name, value] of fieldsOf(after)) {
    if (isSameJson(value, old[name])) {
      continue;
    }
    const change = isJsonObject(value) && isJsonObject(old[name]) ? mergePatchBetween(old[name], value) : value;
    if (change !== undefined) {
      patch[name] = change;
    }
  }
  const wanted = new Set(fieldsOf(after).map(([name]) => name));
  for (const name of Object.keys(old)) {
    if (!wanted.has(name)) {
      patch[name] = null;
    }
  }
  return Object.keys(patch).length === 0 ? undefined : patch;
}

const fieldsOf = (value: object): readonly (readonly [string, unknown])[] =>
  Object.entries(value).filter(([, field]) => field !== undefined);
