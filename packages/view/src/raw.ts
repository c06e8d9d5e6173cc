import type { KubeObject, RawCanary } from '@flagger/api';

/** A Canary as it came from the cluster; what it lacks of its metadata is empty. */
export const rawOf = ({ metadata, ...rest }: KubeObject): RawCanary => ({
  ...rest,
  metadata: { ...metadata, namespace: metadata.namespace ?? '', uid: metadata.uid ?? '' },
});
