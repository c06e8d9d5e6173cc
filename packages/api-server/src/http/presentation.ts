import { stringify } from 'yaml';
import { defined, isObject, type Json, type JsonObject } from '../json.ts';
import { isKubeObject, type KubeObject } from '../kube-object.ts';
import type { Page } from '../reads/list.ts';
import type { Told } from '../reads/watch.ts';
import { badRequest } from '../refusal.ts';
import { apiVersionOf, type Resource } from '../resources/resource.ts';
import { partialMetadata, table, type TableOptions } from '../tables/table.ts';
import type { Accepted } from './accept.ts';

/** How answers about a resource are to look. */
export interface Presentation {
  readonly accepted: Accepted;
  readonly resource: Resource;
  readonly includes: TableOptions['includes'];
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** Reads what a query says about rows of tables. */
export function includesOf(query: URLSearchParams): TableOptions['includes'] {
  const value = query.get('includeObject') ?? 'Metadata';
  if (value === 'None' || value === 'Metadata' || value === 'Object') {
    return value;
  }
  throw badRequest(`unrecognized includeObject value: "${value}"`);
}

/** One object in the form that the client asked for. What is no object, as a Status, stays as it is. */
export function shownObject(presentation: Presentation, object: Json): Json {
  const { accepted, resource } = presentation;
  if (!isKubeObject(object) || accepted.form === 'object') {
    return object;
  }
  if (accepted.form === 'metadata') {
    return partialMetadata(object, accepted.version);
  }
  return table(resource, [object], {
    ...presentation,
    version: accepted.version,
    metadata: defined({ resourceVersion: object.metadata.resourceVersion }),
  });
}

/** A list in the form that the client asked for. */
export function shownList(
  presentation: Presentation,
  { items, resourceVersion, continueToken, remaining }: Page,
): JsonObject {
  const { accepted, resource } = presentation;
  const metadata = defined({ resourceVersion, continue: continueToken, remainingItemCount: remaining });
  if (accepted.form === 'table') {
    return table(resource, items, { ...presentation, version: accepted.version, metadata });
  }
  if (accepted.form === 'metadata') {
    return {
      kind: 'PartialObjectMetadataList',
      apiVersion: `meta.k8s.io/${accepted.version}`,
      metadata,
      items: items.map((object) => partialMetadata(object, accepted.version)),
    };
  }
  return {
    kind: resource.listKind,
    apiVersion: apiVersionOf(resource),
    metadata,
    items: resource.isCustom ? items : items.map(withoutKind),
  };
}

/** The real server's lists of built-in kinds do not repeat the kind in each item. */
function withoutKind({ apiVersion: _version, kind: _kind, ...rest }: KubeObject): JsonObject {
  return rest;
}

/** One line of a watch. Only the first table of a watch says what its columns are. */
export function shownEvent(presentation: Presentation, told: Told, isFirst: boolean): JsonObject {
  if (told.type === 'BOOKMARK') {
    return { type: told.type, object: bookmark(presentation, told.resourceVersion, told.isInitialEnd) };
  }
  const object = shownObject(presentation, told.object);
  return {
    type: told.type,
    object:
      presentation.accepted.form === 'table' && !isFirst && isObject(object)
        ? { ...object, columnDefinitions: null }
        : object,
  };
}

function bookmark({ accepted, resource }: Presentation, resourceVersion: string, isInitialEnd: boolean): JsonObject {
  const metadata = {
    resourceVersion,
    ...(isInitialEnd ? { annotations: { 'k8s.io/initial-events-end': 'true' } } : {}),
  };
  if (accepted.form === 'table') {
    return {
      kind: 'Table',
      apiVersion: `meta.k8s.io/${accepted.version}`,
      metadata: { resourceVersion },
      columnDefinitions: null,
      rows: [],
    };
  }
  if (accepted.form === 'metadata') {
    return { kind: 'PartialObjectMetadata', apiVersion: `meta.k8s.io/${accepted.version}`, metadata };
  }
  return { kind: resource.kind, apiVersion: apiVersionOf(resource), metadata };
}

/** A value as text, in the encoding that the client asked for. */
export const encoded = (value: Json, { encoding }: Accepted): string =>
  encoding === 'yaml' ? stringify(value) : `${JSON.stringify(value)}\n`;
