import type { IngressOptions, KubeObject, Ref, RoutedCanary, Routes } from '@flagger/api';
import {
  apexMetadata,
  fullHostIn,
  isSplit,
  leadsToEither,
  namesOf,
  ownedMetadata,
  routesOfShares,
  type Share,
} from '@flagger/mesh-kit';
import { type Condition, everybody, tests } from './conditions.ts';
import { settings } from './settings.ts';

/** The fields of Contour's HTTPProxy that we read and write. */
export interface HttpProxy extends KubeObject {
  readonly spec?: HttpProxySpec;
}

export interface HttpProxySpec {
  readonly ingressClassName?: string;
  readonly routes?: readonly Route[];
}

/** The route with the most conditions that fit a request decides. */
export interface Route {
  readonly conditions?: readonly Condition[];
  readonly services?: readonly Service[];
  readonly timeoutPolicy?: object;
  readonly retryPolicy?: object;
}

/** One share; a missing weight counts as 0 beside others. */
interface Service {
  readonly name?: string;
  readonly port?: number;
  readonly weight?: number;
  readonly requestHeadersPolicy?: object;
}

/** Names the HTTPProxy of a canary; the root, with the hosts, is the user's. */
export const httpProxyRef = (canary: RoutedCanary): Ref => ({
  apiVersion: 'projectcontour.io/v1',
  kind: 'HTTPProxy',
  metadata: { name: canary.backends.apex.name, namespace: canary.metadata.namespace },
});

/** The whole object. Contour could mirror, but as with Flagger that is not asked of it. */
export function httpProxy(
  canary: RoutedCanary,
  routes: Routes,
  { className }: Pick<IngressOptions, 'className'>,
): HttpProxy & { readonly spec: HttpProxySpec } {
  const { name: apex, selector = {} } = canary.backends.apex;
  return {
    ...httpProxyRef(canary),
    metadata: { ...ownedMetadata(canary, apex), ...apexMetadata(canary, apex, Object.keys(selector)[0]) },
    spec: { ...(className ? { ingressClassName: className } : {}), routes: proxyRoutes(canary, routes) },
  };
}

/** Everybody, or who is in one of `analysis.match` while the others stay with the primary. */
export function proxyRoutes(canary: RoutedCanary, routes: Routes): readonly Route[] {
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
    // so that Linkerd inside the cluster sends it to the same service
    requestHeadersPolicy: { set: [{ name: 'l5d-dst-override', value: `${fullHostIn(name, namespace)}:${port}` }] },
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
export const isRouted = (canary: RoutedCanary, { spec: { routes = [] } = {} }: HttpProxy): boolean =>
  leadsToEither(namesOf(canary), routes.flatMap(sharesIn));

/** Our routes, and those that somebody has in an object of theirs for other services. */
export function routesBeside(canary: RoutedCanary, { spec: { routes = [] } = {} }: HttpProxy, ours: readonly Route[]) {
  const names: readonly (string | undefined)[] = Object.values(namesOf(canary));
  return [...ours, ...routes.filter((route) => !sharesIn(route).some(({ to }) => names.includes(to)))];
}

/** Everybody at the service that is called: its pods are there when the others and this object go. */
export const toApex = (canary: RoutedCanary): readonly Route[] => {
  const { name, port } = canary.backends.apex;
  return [{ conditions: everybody(canary), services: [{ name, port }], ...settings(canary) }];
};

const sharesIn = ({ services: written = [] }: Route): readonly Share[] =>
  written.map(({ name, weight = 0 }) => ({ to: name, percent: weight }));
