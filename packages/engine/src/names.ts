import { nameIn, primaryName, type Canary } from '@flagger/api';

export { nameOf } from '@flagger/api';

/** The target as users read it, `podinfo.test`. */
export const targetOf = ({ metadata: { namespace }, spec }: Canary): string => nameIn(spec.targetRef.name, namespace);

/** The primary as users read it, `podinfo-primary.test`. */
export const primaryOf = (canary: Canary): string => nameIn(primaryName(canary), canary.metadata.namespace);
