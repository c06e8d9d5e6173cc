import type { KubeObject, Objects, Written } from '@flagger/api';
import { replacement } from './drift.ts';

/** What is to be changed in an object, as merge patches; what is undefined stays. */
export interface ObjectChanges {
  readonly labels?: object | undefined;
  readonly annotations?: object | undefined;
  readonly spec?: unknown;
}

/** Creates the object and tells so. */
export async function createObject(objects: Objects, wanted: KubeObject): Promise<Written> {
  await objects.create(wanted);
  return [told(wanted)];
}

/** Creates the object, or has its spec say what is wanted; `spec` says that beside what was found. */
export async function keepObject<T extends KubeObject>(
  objects: Objects,
  wanted: T,
  spec = (_found: T): unknown => wanted.spec,
): Promise<Written> {
  const found = await objects.read<T>(wanted);
  return found
    ? changeObject(objects, found, { spec: replacement(found.spec, spec(found)) })
    : createObject(objects, wanted);
}

/**
 * Changes the object as it was read and tells so; nothing is written where nothing changes. Throws `Conflict` where
 * somebody wrote since.
 */
export async function changeObject(
  objects: Objects,
  found: KubeObject,
  { labels, annotations, spec }: ObjectChanges,
): Promise<Written> {
  if (!labels && !annotations && !spec) {
    return [];
  }
  const { resourceVersion } = found.metadata;
  const metadata = { resourceVersion, ...(labels && { labels }), ...(annotations && { annotations }) };
  const answer = await objects.patch(found, { metadata, ...(spec ? { spec } : {}) });
  // A field that the CRD does not know is dropped by the API server each time: nothing was written then.
  return answer.metadata.resourceVersion === resourceVersion ? [] : [told(found)];
}

const told = ({ kind, metadata }: KubeObject): string => `${kind} ${metadata.name}`;
