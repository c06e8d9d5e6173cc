import type { RoutedCanary, Routes } from '@flagger/api';
import { namesOf, type Share } from '@flagger/mesh-kit';

/** One share of a route; weights are percent, and a missing one counts as 0 beside others. */
export interface Destination {
  readonly destination?: {
    readonly host: string;
    readonly port?: { readonly number: number };
    /** Some of the pods; never ours. */
    readonly subset?: string;
  };
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

// A service with discovered ports has several: the sidecar knows which was called, a gateway must be told.
function port({ spec: { service }, backends }: RoutedCanary): { readonly port?: { readonly number: number } } {
  const isBehindGateway = (service.gateways ?? []).some((name) => name !== 'mesh') || service.delegation === true;
  return service.portDiscovery === true && isBehindGateway ? { port: { number: backends.primary.port } } : {};
}
