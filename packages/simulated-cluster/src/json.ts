import { isJsonObject } from '@flagger/api';

/** The value at a path, e.g. `at(object, 'spec', 'replicas')`; undefined where there is none. */
export function at(value: unknown, ...path: readonly (string | number)[]): unknown {
  let found: unknown = value;
  for (const key of path) {
    if (typeof key === 'number') {
      found = Array.isArray(found) ? listOf(found)[key] : undefined;
    } else {
      found = isJsonObject(found) ? found[key] : undefined;
    }
  }
  return found;
}

/** As an object; empty where it is none. */
export const asObject = (value: unknown): object => (isJsonObject(value) ? value : {});

export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

export const numberAt = (value: unknown, ...path: readonly (string | number)[]): number =>
  Number(at(value, ...path) ?? 0);

export const textAt = (value: unknown, ...path: readonly (string | number)[]): string => {
  const found = at(value, ...path);
  return typeof found === 'string' ? found : '';
};
