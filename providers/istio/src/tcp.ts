import type { Canary, RoutedCanary, Routes } from '@flagger/api';
import { type Destination, destinations } from './destinations.ts';

/** One entry of a VirtualService's `tcp` or `tls`. */
export interface TcpRoute {
  readonly match?: readonly { readonly port?: number }[];
  readonly route?: readonly Destination[];
}

/**
 * Whether the service speaks raw TCP: Istio then sees connections only, which can be split but neither matched nor
 * mirrored.
 */
export const isTcp = ({ spec }: Canary): boolean => spec.service.appProtocol?.toLowerCase() === 'tcp';

/** The TCP route that splits connections as asked; of the service's matches only ports apply. */
export function tcpRoutes(canary: RoutedCanary, routes: Routes): readonly TcpRoute[] {
  const match = (canary.spec.service.match ?? []).flatMap(({ port }) => (port ? [{ port }] : []));
  return [{ ...(match.length > 0 ? { match } : {}), route: destinations(canary, routes) }];
}
