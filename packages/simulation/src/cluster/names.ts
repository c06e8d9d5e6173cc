import type { Ref } from '@flagger/api';

/** `namespace/name`, as the cache has it. */
export const cacheKey = ({ metadata }: Pick<Ref, 'metadata'>): string => `${metadata.namespace ?? ''}/${metadata.name}`;

/** What a story calls an object: there is one namespace only. */
export const named = ({ kind, metadata }: Ref): string => `${kind} ${metadata.name}`;
