import type { Catalog } from '../resources/catalog.ts';
import type { Resource } from '../resources/resource.ts';

/** What a path means. */
export type Route =
  | {
      readonly kind: 'resource';
      readonly resource: Resource;
      readonly namespace: string | undefined;
      readonly name: string | undefined;
      readonly subresource: string | undefined;
      readonly isWatch: boolean;
    }
  | { readonly kind: 'groups'; readonly isCore: boolean }
  | { readonly kind: 'group'; readonly group: string }
  | { readonly kind: 'version'; readonly group: string; readonly version: string }
  /** Below a version that is served, but no resource of it. */
  | { readonly kind: 'unknown-resource' }
  | { readonly kind: 'other' };

/** Finds what a path means, e.g. `/apis/apps/v1/namespaces/test/deployments/podinfo/scale`. */
export function route(path: string, catalog: Catalog): Route {
  const [root, ...parts] = path
    .split('/')
    .filter((part) => part !== '')
    .map(decodeURIComponent);
  if (root !== 'api' && root !== 'apis') {
    return { kind: 'other' };
  }
  if (parts.length === 0) {
    return { kind: 'groups', isCore: root === 'api' };
  }
  const [group, version, ...rest] = root === 'api' ? ['', ...parts] : parts;
  if (group === undefined) {
    return { kind: 'other' };
  }
  if (version === undefined) {
    return catalog.all().some((resource) => resource.group === group) ? { kind: 'group', group } : { kind: 'other' };
  }
  if (!catalog.hasVersion(group, version)) {
    return { kind: 'other' };
  }
  return rest.length === 0 ? { kind: 'version', group, version } : resourceRoute({ group, version, rest, catalog });
}

interface Below {
  readonly group: string;
  readonly version: string;
  readonly rest: readonly string[];
  readonly catalog: Catalog;
}

function resourceRoute({ group, version, rest, catalog }: Below): Route {
  const isWatch = rest[0] === 'watch';
  const [first, second, ...others] = isWatch ? rest.slice(1) : rest;
  const isNamespaced =
    first === 'namespaces'
    && second !== undefined
    && others[0] !== undefined
    && !['status', 'finalize'].includes(others[0]);
  const [plural, name, subresource, ...more] = isNamespaced ? others : [first, second, ...others];
  const resource = catalog.find(group, version, plural ?? '');
  if (resource === undefined || more.length > 0 || (isNamespaced && !resource.namespaced)) {
    return { kind: 'unknown-resource' };
  }
  // what is in a namespace can be named only together with it
  if (resource.namespaced && !isNamespaced && name !== undefined) {
    return { kind: 'unknown-resource' };
  }
  return { kind: 'resource', resource, namespace: isNamespaced ? second : undefined, name, subresource, isWatch };
}
