import type { IngressOptions, Ref, RoutedCanary, Routes } from '@flagger/api';
import {
  apexNamed,
  apexRef,
  fullHostIn,
  isSplit,
  leadsToEither,
  leadsToOurs,
  namesOf,
  routesOfShares,
  type SplitObject,
} from '@flagger/mesh-kit';
import { acknowledgement } from './acknowledgement.ts';
import { everybody, tests } from './conditions.ts';
import {
  type HttpProxy,
  type HttpProxySpec,
  LINKERD_HEADER,
  type Route,
  type Service,
  sharesIn,
} from './contour-api.ts';
import { refuseLoss } from './refuse-loss.ts';
import { settings } from './settings.ts';

/** The HTTPProxy of a canary, as its router handles it. */
export const splitProxy = (options: Pick<IngressOptions, 'className'>): SplitObject<HttpProxy> => ({
  ref: httpProxyRef,
  built: (canary, routes) => httpProxy(canary, routes, options),
  refuseLoss,
  acknowledgement,
  routesOf,
  isRouted,
  resplit: (canary, found, routes) => beside(canary, found, proxyRoutes(canary, routes)),
  beside: (canary, found, { spec }) => beside(canary, found, spec?.routes ?? []),
  toApex: (canary, found) => beside(canary, found, toApex(canary)),
});

/** Names the HTTPProxy of a canary; the root, with the hosts, is the user's. */
export const httpProxyRef = (canary: RoutedCanary): Ref =>
  apexRef(canary, { apiVersion: 'projectcontour.io/v1', kind: 'HTTPProxy' });

/** The whole object. Contour could mirror, but as with Flagger that is not asked of it. */
export function httpProxy(
  canary: RoutedCanary,
  routes: Routes,
  { className }: Pick<IngressOptions, 'className'>,
): HttpProxy {
  return {
    ...httpProxyRef(canary),
    metadata: apexNamed(canary),
    spec: { ...(className ? { ingressClassName: className } : {}), routes: proxyRoutes(canary, routes) },
  };
}

/** Everybody, or who is in one of `analysis.match` while the others stay with the primary. */
function proxyRoutes(canary: RoutedCanary, routes: Routes): readonly Route[] {
  const set = settings(canary);
  const asked = tests(canary).map((conditions) => ({ conditions, services: services(canary, routes), ...set }));
  const others = asked.length > 0 ? { primary: 100, canary: 0 } : routes;
  return [...asked, { conditions: everybody(canary), services: services(canary, others), ...set }];
}

function services(
  { backends, metadata: { namespace } }: RoutedCanary,
  shares: Pick<Routes, 'primary' | 'canary'>,
): readonly Service[] {
  return [
    { backend: backends.primary, weight: shares.primary },
    { backend: backends.canary, weight: shares.canary },
  ].map(({ backend: { name, port }, weight }) => ({
    name,
    port,
    requestHeadersPolicy: { set: [{ name: LINKERD_HEADER, value: `${fullHostIn(name, namespace)}:${port}` }] },
    ...(weight > 0 ? { weight } : {}),
  }));
}

/**
 * The inverse of {@link proxyRoutes}: undefined unless a route has exactly the primary and the canary, with whole
 * percents that add up to 100. The first such route counts: who is in a test.
 */
export function routesOf(canary: RoutedCanary, { spec: { routes = [] } = {} }: HttpProxy): Routes | undefined {
  const names = namesOf(canary);
  const split = routes.map(sharesIn).find((shares) => isSplit(names, shares));
  return split && routesOfShares(names, split);
}

/** Whether any share goes to the primary or the canary, which vanish with the Canary. */
const isRouted = (canary: RoutedCanary, { spec: { routes = [] } = {} }: HttpProxy): boolean =>
  leadsToEither(namesOf(canary), routes.flatMap(sharesIn));

/** Our routes in an object, and those that somebody has there for other services. */
function beside(canary: RoutedCanary, { spec }: HttpProxy, ours: readonly Route[]): HttpProxySpec {
  const theirs = (spec?.routes ?? []).filter((route) => !leadsToOurs(canary, sharesIn(route)));
  return { ...spec, routes: [...ours, ...theirs] };
}

/** Everybody at the service that is called: its pods are there when the others and this object go. */
const toApex = (canary: RoutedCanary): readonly Route[] => {
  const { name, port } = canary.backends.apex;
  return [{ conditions: everybody(canary), services: [{ name, port }], ...settings(canary) }];
};
