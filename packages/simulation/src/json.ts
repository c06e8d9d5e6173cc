type Json = Readonly<Record<string, unknown>>;

export const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** JSON merge patch (RFC 7386). What does not change stays the same value, so that `===` tells whether anything did. */
export function merged(target: unknown, patch: unknown): unknown {
  if (!isObject(patch)) {
    return isSame(target, patch) ? target : plain(patch);
  }
  const base = isObject(target) ? target : {};
  let result: Record<string, unknown> | undefined = isObject(target) ? undefined : {};
  for (const [key, change] of Object.entries(patch)) {
    if (change === undefined || (change === null && base[key] === undefined)) {
      continue;
    }
    const next = change === null ? undefined : merged(base[key], change);
    if (next === base[key]) {
      continue;
    }
    result ??= { ...base };
    if (next === undefined) {
      Reflect.deleteProperty(result, key);
    } else {
      result[key] = next;
    }
  }
  return result ?? target;
}

/** As it comes off the wire: nothing is undefined. */
export function plain(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(plain);
  }
  if (!isObject(value)) {
    return value;
  }
  const copy: Record<string, unknown> = {};
  for (const [key, field] of Object.entries(value)) {
    if (field !== undefined) {
      copy[key] = plain(field);
    }
  }
  return copy;
}

/** Whether two values are the same JSON; undefined fields count as absent. */
export function isSame(one: unknown, other: unknown): boolean {
  if (one === other) {
    return true;
  }
  if (Array.isArray(one) && Array.isArray(other)) {
    return one.length === other.length && one.every((item, at) => isSame(item, other[at]));
  }
  if (!isObject(one) || !isObject(other)) {
    return false;
  }
  const keys = Object.keys(one).filter((key) => one[key] !== undefined);
  return (
    keys.length === Object.keys(other).filter((key) => other[key] !== undefined).length
    && keys.every((key) => isSame(one[key], other[key]))
  );
}

/** The value at a path, e.g. `at(object, 'spec', 'replicas')`; undefined where there is none. */
export function at(value: unknown, ...path: readonly (string | number)[]): unknown {
  let found: unknown = value;
  for (const key of path) {
    if (typeof key === 'number') {
      found = Array.isArray(found) ? listOf(found)[key] : undefined;
    } else {
      found = isObject(found) ? found[key] : undefined;
    }
  }
  return found;
}

export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

export const numberAt = (value: unknown, ...path: readonly (string | number)[]): number =>
  Number(at(value, ...path) ?? 0);

export const textAt = (value: unknown, ...path: readonly (string | number)[]): string => {
  const found = at(value, ...path);
  return typeof found === 'string' ? found : '';
};
