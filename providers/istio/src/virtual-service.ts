import type { Headers, KubeObject, Ref, RoutedCanary, Routes } from '@flagger/api';
import { apexMetadata, isSplit, leadsToEither, namesOf, ownedMetadata, routesOfShares } from '@flagger/mesh-kit';
import { type Destination, destinations, sharesIn } from './destinations.ts';
import { type Entrance, entrances, through } from './entrances.ts';
import { testMatch } from './match.ts';
import { type AnswerHeaders, handingOut, sending, stickies, stickinessIn } from './stickiness.ts';
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
  readonly mirror?: { readonly host: string };
  readonly mirrorPercentage?: { readonly value: number };
  readonly rewrite?: { readonly uri?: string; readonly authority?: string };
  readonly timeout?: string;
  readonly retries?: unknown;
  readonly corsPolicy?: unknown;
  readonly headers?: Headers;
}

/** Names the VirtualService of a canary. */
export const virtualServiceRef = (canary: RoutedCanary): Ref => ({
  apiVersion: 'networking.istio.io/v1beta1',
  kind: 'VirtualService',
  metadata: { name: canary.backends.apex.name, namespace: canary.metadata.namespace },
});

/** The whole object. */
export function virtualService(canary: RoutedCanary, routes: Routes): VirtualService {
  const { name: apex, selector = {} } = canary.backends.apex;
  return {
    ...virtualServiceRef(canary),
    metadata: { ...ownedMetadata(canary, apex), ...apexMetadata(canary, apex, Object.keys(selector)[0]) },
    spec: { ...audience(canary, apex), ...routeLists(canary, routes) },
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

function routesThrough(entrance: Entrance, routes: Routes): readonly HttpRoute[] {
  const { canary } = entrance;
  const { service, analysis } = canary.spec;
  const [primary, next] = destinations(canary, routes);
  const everybody = service.match ?? [];
  const split = { ...settings(canary), ...mirror(canary, routes), route: [primary, next] };
  if (analysis.match?.length) {
    return [
      { ...matching(through(entrance, testMatch(analysis.match, everybody))), ...split },
      { ...matching(through(entrance, everybody)), ...settings(canary), route: [primary] },
    ];
  }
  return [
    ...stickies(routes).map((sticky) => ({
      ...matching(through(entrance, sending(sticky, everybody))),
      ...settings(canary, sticky.dropped),
      ...mirror(canary, sticky.routes),
      route: destinations(canary, sticky.routes),
    })),
    { ...matching(through(entrance, everybody)), ...split, route: handingOut([primary, next], routes) },
  ];
}

/**
 * The inverse of {@link httpRoutes} and of its TCP twin: undefined unless a route has exactly the primary and the
 * canary as destinations, with whole percents that add up to 100. The last such route counts: those before it are for
 * clients that send a cookie.
 */
export function routesOf(canary: RoutedCanary, { spec }: VirtualService): Routes | undefined {
  const names = namesOf(canary);
  const lists: readonly HttpRoute[] = [...(spec?.http ?? []), ...(spec?.tcp ?? [])];
  const split = lists.findLast(({ route }) => isSplit(names, sharesIn(route)));
  const routes = split && routesOfShares(names, sharesIn(split.route), split.mirror?.host === names.canary);
  const stickiness = split && stickinessIn(names, split, lists);
  return routes && stickiness ? { ...routes, stickiness } : routes;
}

/** Whether any share goes to the primary or the canary, which vanish with the Canary. */
export function isRouted(canary: RoutedCanary, { spec }: VirtualService): boolean {
  const shares = [...(spec?.http ?? []), ...(spec?.tcp ?? [])].flatMap(({ route }) => sharesIn(route));
  return leadsToEither(namesOf(canary), shares);
}

/** The route lists with every weight of ours written out, since other clients leave a weight of 0 away. */
export function withWeights(canary: RoutedCanary, { http = [], tcp = [] }: RouteLists): RouteLists {
  const explicit = <T extends HttpRoute | TcpRoute>(entry: T): T =>
    entry.route && leadsToEither(namesOf(canary), sharesIn(entry.route))
      ? { ...entry, route: entry.route.map((share) => ({ ...share, weight: share.weight ?? 0 })) }
      : entry;
  return { http: http.map(explicit), tcp: tcp.map(explicit) };
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

function settings({ spec: { service } }: RoutedCanary, added?: AnswerHeaders): HttpRoute {
  const { timeout, retries, corsPolicy } = service;
  const headers = withAdded(service.headers, added);
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

function withAdded(headers: Headers | undefined, added: AnswerHeaders | undefined): Headers | undefined {
  const { response } = headers ?? {};
  return added ? { ...headers, response: { ...response, add: { ...response?.add, ...added.response.add } } } : headers;
}

function mirror(canary: RoutedCanary, { mirrored }: Routes): Pick<HttpRoute, 'mirror' | 'mirrorPercentage'> {
  if (!mirrored) {
    return {};
  }
  const { mirrorWeight } = canary.spec.analysis;
  return {
    mirror: { host: namesOf(canary).canary },
    ...(mirrorWeight ? { mirrorPercentage: { value: mirrorWeight } } : {}),
  };
}
