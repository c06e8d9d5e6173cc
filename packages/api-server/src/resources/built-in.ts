import { kindSchema } from '../schema/built-in-schema.ts';
import { DEFAULT_COLUMNS } from '../tables/core-columns.ts';
import { EVENT_VIEW } from './event-view.ts';
import type { Kind } from './kind.ts';
import { KINDS } from './kinds.ts';
import { ALL_VERBS, type Resource, type Subresource } from './resource.ts';

const PART: Subresource['verbs'] = ['get', 'patch', 'update'];

/** All built-in kinds, and events once more as `events.k8s.io` shows them. */
export function builtInResources(): readonly Resource[] {
  return KINDS.flatMap((kind) => {
    const resource = builtIn(kind);
    return resource.storage === 'events' ? [resource, { ...resource, ...EVENT_VIEW }] : [resource];
  });
}

function builtIn(kind: Kind): Resource {
  const { group, version, type, plural, shortNames = [], categories = [], selectable = [], warning, scale } = kind;
  const name = type.slice(type.indexOf('.') + 1);
  return {
    group,
    version,
    kind: name,
    listKind: `${name}List`,
    plural,
    singular: name.toLowerCase(),
    shortNames,
    categories,
    namespaced: kind.isClusterWide !== true,
    verbs: kind.verbs ?? ALL_VERBS,
    subresources: subresources(kind, name),
    storage: group === '' ? plural : `${plural}.${group}`,
    isCustom: false,
    // made when it is first needed: the server starts sooner
    get schema() {
      return kindSchema(type);
    },
    type,
    rules: kind.rules ?? {},
    columns: kind.columns ?? DEFAULT_COLUMNS,
    selectable,
    presented: (object) => object,
    stored: (object) => object,
    ...(scale === undefined ? {} : { scale }),
    ...(warning === undefined ? {} : { warning }),
  };
}

function subresources(
  { hasStatus = false, scale, subresources: own = [] }: Kind,
  kind: string,
): readonly Subresource[] {
  const status: Subresource = { name: 'status', kind, verbs: PART };
  const scaling: Subresource = { name: 'scale', kind: 'Scale', apiVersion: 'autoscaling/v1', verbs: PART };
  return [...own, ...(scale === undefined ? [] : [scaling]), ...(hasStatus ? [status] : [])];
}
