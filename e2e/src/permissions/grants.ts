import { readFileSync } from 'node:fs';
import { parseAllDocuments } from 'yaml';
import { listOf, textOf, treeOf, type Tree } from '../compare/values.ts';

/** One thing that a role lets somebody do. */
export interface Grant {
  /** `verb resource.group`. */
  readonly what: string;
  /** The only objects that it is about; all if there is none. */
  readonly names: readonly string[];
}

/** What the rules of roles among these manifests grant. */
export const grantsIn = (manifests: readonly Tree[]): readonly Grant[] =>
  manifests.flatMap(({ rules }) => listOf(rules).flatMap((rule) => grantsOf(treeOf(rule))));

/** The manifests in a file. */
export const manifestsIn = (file: string): readonly Tree[] =>
  parseAllDocuments(readFileSync(file, 'utf8')).map((document) => treeOf(document.toJS()));

const grantsOf = ({ apiGroups, resources, resourceNames, verbs }: Tree): readonly Grant[] =>
  listOf(apiGroups).flatMap((group) =>
    listOf(resources).flatMap((resource) =>
      listOf(verbs).map((verb) => ({
        what: `${textOf(verb)} ${textOf(resource)}.${textOf(group)}`,
        names: listOf(resourceNames).map(textOf),
      })),
    ),
  );
