import { isObject, type Json } from '../json.ts';

/** JSON merge patch (RFC 7386): objects are merged, null removes, everything else replaces. */
export function mergePatched(value: Json | undefined, patch: Json): Json {
  if (!isObject(patch)) {
    return patch;
  }
  const result: Record<string, Json> = isObject(value) ? { ...value } : {};
  for (const [field, change] of Object.entries(patch)) {
    if (change === null) {
      Reflect.deleteProperty(result, field);
    } else {
      result[field] = mergePatched(result[field], change);
    }
  }
  return result;
}
