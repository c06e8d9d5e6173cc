import type { Headers, KubeObject, Ref, RoutedCanary, Routes } from '@flagger/api';
import {
  apexNamed,
  apexRef,
  handingOut,
  leadsToEither,
  namesOf,
  routesOfRules,
  parts,
  withCookie,
} from '@flagger/mesh-kit';
import { type Destination, destinations, type Receiver, receiver, sharesIn } from './destinations.ts';
import { type Entrance, entrances, through } from './entrances.ts';
import { testMatch } from './match.ts';
import { asRoute } from './stickiness.ts';
import { isTcp, type TcpRoute, tcpRoutes } from './tcp.ts';

/** The fields of Istio's VirtualService that we read and write. */
export interface VirtualService extends KubeObject {
  readonly spec?: VirtualServiceSpec;
}

interface VirtualServiceSpec extends RouteLists {
  readonly hosts?: readonly string[];
  readonly gateways?: readonly string[];
  readonly exportTo?: readonly string[];
}

/** Where a VirtualService says how traffic is split. */
export interface RouteLists {
  readonly http?: readonly HttpRoute[];
  readonly tcp?: readonly TcpRoute[];
  /** Never ours. */
  readonly tls?: readonly TcpRoute[];
}

/** One entry of `http`: the first whose match fits a request decides. */
export interface HttpRoute {
  readonly match?: readonly object[];
  readonly route?: readonly Destination[];
  readonly mirror?: Receiver;
  readonly mirrorPercentage?: { readonly value: number };
  readonly rewrite?: { readonly uri?: string; readonly authority?: string };
  readonly timeout?: string;
  readonly retries?: unknown;
  readonly corsPolicy?: unknown;
  readonly headers?: Headers;
}

/** Names the VirtualService of a canary. */
export const virtualServiceRef = (canary: RoutedCanary): Ref =>
  apexRef(canary, { apiVersion: 'networking.istio.io/v1beta1', kind: 'VirtualService' });

/** The whole object. */
export function virtualService(canary: RoutedCanary, routes: Routes): VirtualService {
  return {
    ...virtualServiceRef(canary),
    metadata: apexNamed(canary),
    spec: { ...audience(canary, canary.backends.apex.name), ...routeLists(canary, routes) },
  };
}

/** The part of the spec that splits traffic as asked. */
export function routeLists(canary: RoutedCanary, routes: Routes): RouteLists {
  return isTcp(canary) ? { tcp: tcpRoutes(canary, routes) } : { http: httpRoutes(canary, routes) };
}

/**
 * The HTTP routes that split as asked: everybody, or only who is in `analysis.match` while the others stay with the
 * primary.
 */
export const httpRoutes = (canary: RoutedCanary, routes: Routes): readonly HttpRoute[] =>
  entrances(canary).flatMap((entrance) => routesThrough(entrance, routes));

function routesThrough(entrance: Entrance, all: Routes): readonly HttpRoute[] {
  const { canary } = entrance;
  const { service, analysis } = canary.spec;
  const tests = testMatch(analysis.match ?? [], service.match ?? []);
  return parts(canary, all, tests).map(({ matches, routes, isLeftAlone, dropped }) => {
    const [primary, next] = destinations(canary, routes);
    const split = handingOut<Destination>([primary, next], routes, (headers) => ({ headers }));
    return {
      ...matching(through(entrance, matches)),
      ...settings(canary, dropped),
      ...mirror(canary, routes),
      route: isLeftAlone ? [primary] : split,
    };
  });
}

/** The inverse of {@link httpRoutes} and of its TCP twin. */
export function routesOf(canary: RoutedCanary, { spec }: VirtualService): Routes | undefined {
  const names = namesOf(canary);
  const lists: readonly HttpRoute[] = [...(spec?.http ?? []), ...(spec?.tcp ?? [])];
  return routesOfRules(
    names,
    lists.map((route) => asRoute(names, route)),
  );
}

/** Whether any share goes to the primary or the canary, which vanish with the Canary. */
export function isRouted(canary: RoutedCanary, { spec }: VirtualService): boolean {
  const shares = [...(spec?.http ?? []), ...(spec?.tcp ?? [])].flatMap(({ route }) => sharesIn(route));
  return leadsToEither(namesOf(canary), shares);
}

/** An object with every weight of ours written out, since other clients leave a weight of 0 away. */
export function withWeights(canary: RoutedCanary, found: VirtualService): VirtualService {
  const { http, tcp } = found.spec ?? {};
  const explicit = <T extends HttpRoute | TcpRoute>(entry: T): T =>
    entry.route && leadsToEither(namesOf(canary), sharesIn(entry.route))
      ? { ...entry, route: entry.route.map((share) => ({ ...share, weight: share.weight ?? 0 })) }
      : entry;
  return {
    ...found,
    spec: { ...found.spec, ...(http && { http: http.map(explicit) }), ...(tcp && { tcp: tcp.map(explicit) }) },
  };
}

/**
 * The route lists with everybody at the service that is called: its pods are there when the primary, the canary and
 * this object go, in whatever order.
 */
export function toApex(canary: RoutedCanary, { http = [], tcp = [] }: RouteLists = {}): RouteLists {
  const host = canary.backends.apex.name;
  const led = <T extends HttpRoute | TcpRoute>(entry: T): T => {
    const ours = entry.route?.find((share) => leadsToEither(namesOf(canary), sharesIn([share])));
    return ours ? { ...entry, route: [{ destination: { ...ours.destination, host } }] } : entry;
  };
  return { http: http.map(({ mirror: _, mirrorPercentage: __, ...entry }) => led(entry)), tcp: tcp.map(led) };
}

/** Who the routes are for: hosts that are called, and gateways that requests come through. */
function audience({ spec: { service } }: RoutedCanary, apex: string): Pick<VirtualServiceSpec, 'hosts' | 'gateways'> {
  if (service.delegation) {
    return { hosts: [] };
  }
  const hosts = service.hosts ?? [];
  const gateways = service.gateways?.length ? service.gateways : ['mesh'];
  return { hosts: hosts.includes(apex) || hosts.includes('*') ? hosts : [...hosts, apex], gateways };
}

const matching = (match: readonly object[]): Pick<HttpRoute, 'match'> => (match.length > 0 ? { match } : {});

function settings({ spec: { service } }: RoutedCanary, dropped?: string): HttpRoute {
  const { timeout, retries, corsPolicy } = service;
  const headers = withCookie(service.headers, dropped);
  // The `type` of a rewrite is for the Gateway API only.
  const { uri, authority } = service.rewrite ?? {};
  return {
    ...(uri || authority ? { rewrite: { ...(uri ? { uri } : {}), ...(authority ? { authority } : {}) } } : {}),
    ...(timeout ? { timeout } : {}),
    ...(retries ? { retries } : {}),
    ...(corsPolicy ? { corsPolicy } : {}),
    ...(headers ? { headers } : {}),
  };
}

function mirror(canary: RoutedCanary, { mirrored }: Routes): Pick<HttpRoute, 'mirror' | 'mirrorPercentage'> {
  if (!mirrored) {
    return {};
  }
  const { mirrorWeight } = canary.spec.analysis;
  return {
    mirror: receiver(canary, namesOf(canary).canary),
    ...(mirrorWeight ? { mirrorPercentage: { value: mirrorWeight } } : {}),
  };
}
