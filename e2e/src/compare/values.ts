/** A map read from JSON or YAML; what is in it is looked at one field at a time. */
export type Tree = Readonly<Record<string, unknown>>;

export const isTree = (value: unknown): value is Tree =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The value as a map, as a list, as a text: empty where it is something else. */
export const treeOf = (value: unknown): Tree => (isTree(value) ? value : {});
export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
export const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** The value at a path of keys and positions; undefined where there is none. */
export function valueAt(value: unknown, ...path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>(
    (found, key) => (typeof key === 'number' ? listOf(found)[key] : treeOf(found)[key]),
    value,
  );
}

/** Every leaf by its path (`/spec/http/0/route`); an empty map or list has none. */
export function leaves(value: unknown, path = ''): ReadonlyMap<string, unknown> {
  if (!isTree(value) && !Array.isArray(value)) {
    return new Map([[path, value]]);
  }
  return new Map(Object.entries(value).flatMap(([key, child]) => [...leaves(child, `${path}/${key}`)]));
}

/** Replaces every leaf by what `change` makes of it; `key` is the nearest key above it that is no position. */
export function rewritten(value: unknown, change: (leaf: unknown, key: string) => unknown, key = ''): unknown {
  if (Array.isArray(value)) {
    return value.map((child) => rewritten(child, change, key));
  }
  if (!isTree(value)) {
    return change(value, key);
  }
  return Object.fromEntries(Object.entries(value).map(([name, child]) => [name, rewritten(child, change, name)]));
}

/** The map with a value at a path of keys, all that is on the way created. Undefined removes. */
export function withValue(value: unknown, path: readonly string[], put: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) {
    return put;
  }
  if (Array.isArray(value)) {
    return value.toSpliced(Number(key), 1, withValue(value[Number(key)], rest, put));
  }
  const map = treeOf(value);
  const child = withValue(map[key], rest, put);
  return child === undefined ? without(map, key) : { ...map, [key]: child };
}

export function without(map: Tree, ...keys: readonly string[]): Tree {
  return Object.fromEntries(Object.entries(map).filter(([key]) => !keys.includes(key)));
}

/** One text for one content, whatever the order of keys. */
export function stable(value: unknown): string {
  return JSON.stringify(value, (_key, child: unknown) =>
    isTree(child) ? Object.fromEntries(Object.entries(child).toSorted(byKey)) : child,
  );
}

const byKey = ([a]: [string, unknown], [b]: [string, unknown]): number => (a < b ? -1 : 1);

export const isSame = (a: unknown, b: unknown): boolean => stable(a) === stable(b);
