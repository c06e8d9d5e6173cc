import { isTree, listOf, treeOf, valueAt, withValue, type Tree } from './values.ts';

/**
 * Applies the changes that a recording shows by path: `{from, to}`, `{added}` or `{removed}`. Keys with a slash stand
 * there unescaped (`/metadata/annotations/a.example/b`), so the path is read along the object.
 */
export function changed(object: Tree, changes: unknown): Tree {
  const done = Object.entries(treeOf(changes)).reduce<unknown>(
    (value, [path, change]) => withValue(value, keysOf(value, path), after(change)),
    object,
  );
  return treeOf(compact(done));
}

/** The paths where the object does not hold what a recording says was there before. */
export function contradictions(object: Tree, changes: unknown): readonly string[] {
  return Object.entries(treeOf(changes))
    .filter(
      ([path, change]) =>
        before(change) !== undefined && JSON.stringify(valueBefore(object, path)) !== JSON.stringify(before(change)),
    )
    .map(([path]) => path);
}

const after = (change: unknown): unknown => treeOf(change)['to'] ?? treeOf(change)['added'];
const before = (change: unknown): unknown => treeOf(change)['from'] ?? treeOf(change)['removed'];

function valueBefore(object: Tree, path: string): unknown {
  return keysOf(object, path).reduce<unknown>(
    (value, key) => (Array.isArray(value) ? listOf(value)[Number(key)] : valueAt(value, key)),
    object,
  );
}

function keysOf(value: unknown, path: string): readonly string[] {
  return split(value, path.split('/').slice(1), '');
}

const FLAT = ['annotations', 'labels', 'matchLabels', 'nodeSelector', 'data'];

function split(value: unknown, segments: readonly string[], parent: string): readonly string[] {
  if (segments.length === 0) {
    return [];
  }
  if (FLAT.includes(parent)) {
    return [segments.join('/')];
  }
  const [key = '', ...rest] = segments;
  const child = Array.isArray(value) ? listOf(value)[Number(key)] : valueAt(value, key);
  return [key, ...split(child, rest, key)];
}

/**
 * Removed places of lists are held as undefined until all changes are in, so that the positions of the others stay
 * true.
 */
function compact(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.filter((child) => child !== undefined).map(compact);
  }
  return isTree(value) ? Object.fromEntries(Object.entries(value).map(([key, child]) => [key, compact(child)])) : value;
}
