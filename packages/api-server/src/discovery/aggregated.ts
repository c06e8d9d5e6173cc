import type { JsonObject } from '../json.ts';
import type { Catalog } from '../resources/catalog.ts';
import type { Resource, Subresource } from '../resources/resource.ts';
import { mediaTypes } from '../http/accept.ts';
import { versionsOf } from './groups.ts';

/** The version of `apidiscovery.k8s.io` that a client takes, before any plain answer; undefined if it wants none. */
export function aggregatedType(
  accept: string | undefined,
): { readonly version: string; readonly contentType: string } | undefined {
  const [first] = mediaTypes(accept).filter(({ type }) => type === 'application/json');
  const version = first?.parameters.get('v');
  const isWanted =
    first?.parameters.get('as') === 'APIGroupDiscoveryList' && first.parameters.get('g') === 'apidiscovery.k8s.io';
  if (!isWanted || (version !== 'v2' && version !== 'v2beta1')) {
    return undefined;
  }
  return { version, contentType: `application/json;g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList` };
}

/** Everything that is served, in one answer: the core group, or all the others. */
export function aggregated(catalog: Catalog, version: string, isCore: boolean): JsonObject {
  const groups = [...new Set(catalog.all().map(({ group }) => group))].filter((group) => (group === '') === isCore);
  return {
    kind: 'APIGroupDiscoveryList',
    apiVersion: `apidiscovery.k8s.io/${version}`,
    metadata: {},
    items: groups.map((group) => groupItem(catalog, group)),
  };
}

function groupItem(catalog: Catalog, group: string): JsonObject {
  const versions = versionsOf(catalog, group).map((version) => ({
    version,
    resources: catalog
      .all()
      .filter((resource) => resource.group === group && resource.version === version)
      .map(resourceItem),
    freshness: 'Current',
  }));
  return { metadata: group === '' ? {} : { name: group }, versions };
}

function resourceItem(resource: Resource): JsonObject {
  const { plural, singular, namespaced, verbs, shortNames, categories, subresources } = resource;
  return {
    resource: plural,
    responseKind: responseKind(resource, resource),
    scope: namespaced ? 'Namespaced' : 'Cluster',
    singularResource: singular,
    verbs,
    ...(shortNames.length > 0 ? { shortNames } : {}),
    ...(categories.length > 0 ? { categories } : {}),
    ...(subresources.length > 0
      ? {
          subresources: subresources.map((part) => ({
            subresource: part.name,
            responseKind: responseKind(resource, part),
            verbs: part.verbs,
          })),
        }
      : {}),
  };
}

function responseKind(
  { group, version, isCustom }: Resource,
  part: Pick<Subresource, 'kind' | 'apiVersion'>,
): JsonObject {
  const [ownGroup = '', ownVersion = ''] = part.apiVersion?.split('/') ?? (isCustom ? [group, version] : []);
  return { group: ownGroup, version: ownVersion, kind: part.kind };
}
