import { defined, type JsonObject } from '../json.ts';
import type { Catalog } from '../resources/catalog.ts';
import type { Resource, Subresource } from '../resources/resource.ts';
import { versionsOf } from './groups.ts';

/** What `/api` answers. */
export const apiVersions = (): JsonObject => ({
  kind: 'APIVersions',
  versions: ['v1'],
  serverAddressByClientCIDRs: [],
});

/** What `/apis` answers. */
export function apiGroups(catalog: Catalog): JsonObject {
  const groups = [...new Set(catalog.all().map(({ group }) => group))].filter((group) => group !== '');
  return { kind: 'APIGroupList', apiVersion: 'v1', groups: groups.map((group) => groupOf(catalog, group)) };
}

/** What `/apis/<group>` answers. */
export const apiGroup = (catalog: Catalog, group: string): JsonObject => ({
  kind: 'APIGroup',
  apiVersion: 'v1',
  ...groupOf(catalog, group),
});

function groupOf(catalog: Catalog, group: string): JsonObject {
  const versions = versionsOf(catalog, group).map((version) => ({ groupVersion: `${group}/${version}`, version }));
  return { name: group, versions, preferredVersion: versions[0] ?? {} };
}

/** What `/apis/<group>/<version>` answers. */
export function apiResources(catalog: Catalog, group: string, version: string): JsonObject {
  const resources = catalog.all().filter((resource) => resource.group === group && resource.version === version);
  const entries = resources.flatMap((resource) => [
    entry(resource),
    ...resource.subresources.map((part) => partEntry(resource, part)),
  ]);
  return {
    kind: 'APIResourceList',
    ...(group === '' ? {} : { apiVersion: 'v1' }),
    groupVersion: group === '' ? version : `${group}/${version}`,
    resources: entries,
  };
}

function entry({ plural, singular, namespaced, kind, verbs, shortNames, categories }: Resource): JsonObject {
  return {
    name: plural,
    singularName: singular,
    namespaced,
    kind,
    verbs,
    ...(shortNames.length > 0 ? { shortNames } : {}),
    ...(categories.length > 0 ? { categories } : {}),
  };
}

function partEntry({ plural, namespaced }: Resource, { name, kind, apiVersion, verbs }: Subresource): JsonObject {
  const [group, version] = apiVersion?.split('/') ?? [];
  return { name: `${plural}/${name}`, singularName: '', namespaced, ...defined({ group, version }), kind, verbs };
}
