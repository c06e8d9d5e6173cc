import type { Cluster } from '../cluster.ts';
import { isList, isObject, type Json } from '../json.ts';
import type { KubeObject, Place } from '../kube-object.ts';
import { jsonPatched } from '../patch/json-patch.ts';
import { mergePatched } from '../patch/merge-patch.ts';
import { strategicallyPatched } from '../patch/strategic-merge.ts';
import { badRequest, invalidPatch, type StatusError, unknownMediaType, unsupportedMediaType } from '../refusal.ts';
import type { Resource } from '../resources/resource.ts';
import { update } from './update.ts';
import type { WriteOptions } from './write-options.ts';

const JSON_PATCH = 'application/json-patch+json';
const MERGE_PATCH = 'application/merge-patch+json';
const STRATEGIC = 'application/strategic-merge-patch+json';
export const APPLY = 'application/apply-patch+yaml';

export interface Patch {
  readonly resource: Resource;
  readonly place: Place;
  readonly current: KubeObject;
  readonly part: 'object' | 'status';
  readonly contentType: string;
  readonly body: Json;
  readonly options: WriteOptions;
}

/** Changes an object as a patch says; gives it as it is stored. Throws a refusal. */
export function patch(cluster: Cluster, { contentType, body, ...target }: Patch): KubeObject {
  const { resource, current } = target;
  const next = patched(resource, { value: resource.presented(current), contentType, body });
  const shown = contentType === STRATEGIC ? goText(body) : JSON.stringify(next);
  const unfit = (why: string): StatusError => invalidPatch(resource.storage === 'secrets' ? '' : shown, why);
  return update(cluster, { ...target, body: next, isPatch: true, unfit });
}

/** A value as Go prints it. */
function goText(value: Json): string {
  if (isList(value)) {
    return `[${value.map(goText).join(' ')}]`;
  }
  if (isObject(value)) {
    return `map[${Object.keys(value)
      .sort()
      .map((key) => `${key}:${goText(value[key] ?? null)}`)
      .join(' ')}]`;
  }
  return value === null ? '<nil>' : String(value);
}

/** The value with a patch of a content type applied to it. */
export function patched(
  resource: Resource,
  { value, contentType, body }: { readonly value: Json; readonly contentType: string; readonly body: Json },
): Json {
  if (contentType !== JSON_PATCH && !isObject(body)) {
    throw badRequest('error decoding patch: the patch is no object');
  }
  if (contentType === JSON_PATCH) {
    return jsonPatched(value, body);
  }
  if (contentType === MERGE_PATCH) {
    return mergePatched(value, body);
  }
  if (contentType === STRATEGIC && !resource.isCustom) {
    return strategicallyPatched(resource.schema, value, body);
  }
  if (!resource.isCustom) {
    throw unknownMediaType();
  }
  throw unsupportedMediaType([JSON_PATCH, MERGE_PATCH, APPLY]);
}
