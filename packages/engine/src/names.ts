import type { Canary } from '@flagger/api';

export const nameOf = ({ metadata }: Canary): string => `${metadata.name}.${metadata.namespace}`;

export const targetOf = ({ metadata, spec }: Canary): string => `${spec.targetRef.name}.${metadata.namespace}`;

export const primaryOf = ({ metadata, spec }: Canary): string => `${spec.targetRef.name}-primary.${metadata.namespace}`;
