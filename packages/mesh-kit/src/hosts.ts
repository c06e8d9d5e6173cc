/** The host by which the whole cluster calls a service: `basket.shop`. */
export const hostIn = (service: string, namespace: string): string => `${service}.${namespace}`;

/** The same in full, as the cluster's DNS keeps it: `basket.shop.svc.cluster.local`. */
export const fullHostIn = (service: string, namespace: string): string =>
  `${hostIn(service, namespace)}.svc.cluster.local`;

/** Every host by which its own namespace calls a service, the shortest first. */
export const hostsOf = (service: string, namespace: string): readonly string[] => [
  service,
  hostIn(service, namespace),
  `${hostIn(service, namespace)}.svc`,
  fullHostIn(service, namespace),
];
