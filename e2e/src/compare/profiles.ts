import { parseAllDocuments } from 'yaml';
import type { KindRef } from './observer.ts';
import { isSame, listOf, textOf, treeOf, valueAt, type Tree } from './values.ts';

/** The CRDs that the recordings of one folder need. */
export interface Profile {
  readonly name: string;
  readonly crds: readonly Tree[];
}

/** The CRDs in YAML files. */
export const crdsIn = (yaml: readonly string[]): readonly Tree[] =>
  yaml
    .flatMap((text) => parseAllDocuments(text))
    .map((document) => treeOf(document.toJS()))
    .filter((document) => document['kind'] === 'CustomResourceDefinition');

export const crdName = (crd: Tree): string => textOf(valueAt(crd, 'metadata', 'name'));

/** Puts profiles together that can be on a cluster at the same time: no two with another CRD of the same name. */
export function batches(profiles: readonly Profile[]): readonly (readonly Profile[])[] {
  return profiles.reduce<readonly (readonly Profile[])[]>((done, profile) => {
    const index = done.findIndex((batch) => batch.every((other) => getAlong(other, profile)));
    return index < 0 ? [...done, [profile]] : done.with(index, [...(done[index] ?? []), profile]);
  }, []);
}

const getAlong = (one: Profile, other: Profile): boolean =>
  one.crds.every((crd) => other.crds.every((each) => crdName(crd) !== crdName(each) || isSame(crd, each)));

/** The kinds that CRDs serve, each in the version that the recordings use, else in the one that is stored. */
export function kindsOf(crds: readonly Tree[], recorded: ReadonlyMap<string, string>): readonly KindRef[] {
  return crds.map((crd) => {
    const kind = textOf(valueAt(crd, 'spec', 'names', 'kind'));
    const group = textOf(valueAt(crd, 'spec', 'group'));
    const stored = listOf(valueAt(crd, 'spec', 'versions'))
      .map(treeOf)
      .find((version) => version['storage'] === true);
    const used = recorded.get(kind);
    return { kind, apiVersion: used?.startsWith(`${group}/`) === true ? used : `${group}/${textOf(stored?.['name'])}` };
  });
}
