import type { Canary, RoutedCanary, Routes } from '@flagger/api';
import { namesOf, type Share } from '@flagger/mesh-kit';

/** One share of a route; weights are percent, and a missing one counts as 0 beside others. */
export interface Destination {
  readonly destination?: { readonly host: string; readonly port?: { readonly number: number } };
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
    { destination: { host: names.primary, ...port(canary) }, weight: routes.primary },
    { destination: { host: names.canary, ...port(canary) }, weight: routes.canary },
  ];
}

/** The inverse of {@link destinations}, for any list of them. */
export const sharesIn = (route: readonly Destination[] = []): readonly Share[] =>
  route.map(({ destination, weight = 0 }) => ({ to: destination?.host, percent: weight }));

/** Whether some come in through a gateway, be it one of the root that delegates. */
export const isBehindGateway = ({ spec: { service } }: Canary): boolean =>
  (service.gateways ?? []).some((name) => name !== 'mesh') || service.delegation === true;

// A service with discovered ports has several: the sidecar knows which was called, a gateway must be told.
function port(canary: RoutedCanary): { readonly port?: { readonly number: number } } {
  const isTold = canary.spec.service.portDiscovery === true && isBehindGateway(canary);
  return isTold ? { port: { number: canary.backends.primary.port } } : {};
}
