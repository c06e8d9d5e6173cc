import type { Ref } from '@flagger/api';

/** `namespace/name`, as the cache has it; the name alone of what is in no namespace. */
export const cacheKey = ({ metadata: { namespace, name } }: Pick<Ref, 'metadata'>): string =>
  namespace === undefined ? name : `${namespace}/${name}`;

/** What a story calls an object: there is one namespace only. */
export const named = ({ kind, metadata }: Ref): string => `${kind} ${metadata.name}`;
