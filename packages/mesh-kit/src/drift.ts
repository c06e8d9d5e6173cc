type Json = Readonly<Record<string, unknown>>;

/**
 * The merge patch (RFC 7386) that makes `found` say exactly what `wanted` says; undefined where it does already.
 * Absent and an empty list are the same, as they are to the clients that write meshes' objects.
 */
export function replacement(found: unknown, wanted: unknown): unknown {
  if (isSame(found, wanted)) {
    return undefined;
  }
  if (!isObject(found) || !isObject(wanted)) {
    return wanted ?? null;
  }
  const keys = keysOf(found, wanted).filter((key) => !isSame(at(found, key), at(wanted, key)));
  return Object.fromEntries(keys.map((key) => [key, replacement(at(found, key), at(wanted, key))]));
}

/**
 * The merge patch that sets what is wanted, null for what must not be there, and leaves all else as it is; undefined
 * where nothing is to be set.
 */
export function addition(found: Json = {}, wanted: Json = {}): Json | undefined {
  const missing = Object.entries(wanted).filter(([key, value]) => !isSame(at(found, key), value));
  return missing.length > 0 ? Object.fromEntries(missing) : undefined;
}

function isSame(a: unknown, b: unknown): boolean {
  if (isNothing(a) || isNothing(b)) {
    return isNothing(a) && isNothing(b);
  }
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((item, index) => isSame(item, b[index]));
  }
  return isObject(a) && isObject(b) ? keysOf(a, b).every((key) => isSame(at(a, key), at(b, key))) : a === b;
}

const isNothing = (value: unknown): boolean =>
  value === undefined || value === null || (Array.isArray(value) && value.length === 0);

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

// A header may be called `constructor`.
const at = (object: Json, key: string): unknown => (Object.hasOwn(object, key) ? object[key] : undefined);

const keysOf = (a: Json, b: Json): string[] => [...new Set([...Object.keys(a), ...Object.keys(b)])];
