import type { KubeObject, RawCanary, Ref } from '@flagger/api';

/** `namespace/name`, as the cache has it; the name alone of what is in no namespace. */
export const cacheKey = ({ metadata: { namespace, name } }: Pick<Ref, 'metadata'>): string =>
  namespace === undefined ? name : `${namespace}/${name}`;

/** What a story calls an object: there is one namespace only. */
export const named = ({ kind, metadata }: Ref): string => `${kind} ${metadata.name}`;

/** Whether an object has what every object of an API server has, and so can be read as a Canary. */
export const isRaw = (object: KubeObject): object is KubeObject & RawCanary =>
  object.metadata.namespace !== undefined && object.metadata.uid !== undefined;
