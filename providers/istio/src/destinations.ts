import type { Canary, RoutedCanary, Routes } from '@flagger/api';
import { namesOf, type Share } from '@flagger/mesh-kit';

/** A service that requests go to, and its port where that must be said. */
export interface Receiver {
  readonly host: string;
  readonly port?: { readonly number: number };
}

/** One share of a route; weights are percent, and a missing one counts as 0 beside others. */
export interface Destination {
  /** `subset`: some of the pods; never ours. */
  readonly destination?: Receiver & { readonly subset?: string };
  readonly weight?: number;
  /** What is changed in its answers. */
  readonly headers?: unknown;
}

/** Who gets which share: the primary first, then the canary. */
export function destinations(
  canary: RoutedCanary,
  routes: Routes,
): readonly [primary: Destination, canary: Destination] {
  const names = namesOf(canary);
  return [
    { destination: receiver(canary, names.primary), weight: routes.primary },
    { destination: receiver(canary, names.canary), weight: routes.canary },
  ];
}

/**
 * One of the two services. With discovered ports it has several: the sidecar knows which was called, a gateway must be
 * told.
 */
export function receiver(canary: RoutedCanary, host: string): Receiver {
  const isTold = canary.spec.service.portDiscovery === true && isBehindGateway(canary);
  return { host, ...(isTold ? { port: { number: canary.backends.primary.port } } : {}) };
}

/** The inverse of {@link destinations}, for any list of them. */
export const sharesIn = (route: readonly Destination[] = []): readonly Share[] =>
  route.map(({ destination, weight = 0 }) => ({ to: destination?.host, percent: weight }));

/** Whether some come in through a gateway, be it one of the root that delegates. */
export const isBehindGateway = ({ spec: { service } }: Canary): boolean =>
  (service.gateways ?? []).some((name) => name !== 'mesh') || service.delegation === true;
