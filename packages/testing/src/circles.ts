import { posix } from 'node:path';
import { importsOf, type Source } from './source.ts';

/** The files of a package that import each other in a circle, types too: each circle once, as sorted paths. */
export function circles(files: readonly Source[]): readonly (readonly string[])[] {
  const below = new Map(files.map((file) => [file.path, importedBy(file)]));
  const reached = new Map(files.map(({ path }) => [path, reachedFrom(path, below)]));
  const all = files
    .filter(({ path }) => reached.get(path)?.has(path))
    .map(({ path }) => [...(reached.get(path) ?? [])].filter((other) => reached.get(other)?.has(path)).toSorted());
  return [...new Map(all.map((circle) => [circle.join(), circle])).values()];
}

const importedBy = ({ path, text }: Source): readonly string[] =>
  importsOf(text)
    .filter((specifier) => specifier.startsWith('.'))
    .map((specifier) => posix.join(posix.dirname(path), specifier));

/** All that a file imports, and what that imports; itself only where it is in a circle. */
function reachedFrom(path: string, below: ReadonlyMap<string, readonly string[]>): ReadonlySet<string> {
  const reached = new Set<string>();
  const open = [path];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const fresh = (below.get(next) ?? []).filter((other) => !reached.has(other));
    for (const other of fresh) {
      reached.add(other);
      open.push(other);
    }
  }
  return reached;
}
