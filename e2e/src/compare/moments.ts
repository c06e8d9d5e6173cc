import { changed } from './changes.ts';
import { nameOf } from './sighting.ts';
import { listOf, textOf, treeOf, type Tree } from './values.ts';

export interface Moment {
  readonly name: string;
  readonly objects: readonly Tree[];
}

/** The whole objects at each moment of objects.yaml, where a later moment says only what is new, changed or gone. */
export function moments(documents: readonly Tree[]): readonly Moment[] {
  const found: Moment[] = [];
  let before: ReadonlyMap<string, Tree> = new Map();
  for (const document of documents.filter((each) => each['moment'] !== undefined)) {
    before = next(before, document);
    found.push({ name: textOf(document['moment']), objects: [...before.values()] });
  }
  return found;
}

function next(before: ReadonlyMap<string, Tree>, document: Tree): ReadonlyMap<string, Tree> {
  const whole = listOf(document['objects']).map(treeOf);
  const altered = listOf(document['changed'])
    .map(treeOf)
    .map((change) => alteration(before, change));
  const kept = listOf(document['unchanged'])
    .map(textOf)
    .map((name) => before.get(name) ?? missing(name));
  return new Map([...kept, ...altered, ...whole].map((object) => [nameOf(object), object]));
}

/** Canaries, routing objects and the like stand there as a whole, the others as changed paths. */
function alteration(before: ReadonlyMap<string, Tree>, change: Tree): Tree {
  const name = change['object'];
  return typeof name === 'string' ? changed(before.get(name) ?? missing(name), change['changes']) : change;
}

function missing(name: string): never {
  throw new Error(`objects.yaml: ${name} is said to be unchanged or changed, but no earlier moment has it`);
}
