import { ALL_TO_PRIMARY, nameOf, type RoutedCanary, Stop } from '@flagger/api';
import {
  hostsOf,
  isOwned,
  isTakenOver,
  leadsToEither,
  lossRefused,
  namesOf,
  replacement,
  withService,
} from '@flagger/mesh-kit';
import { sharesIn } from './destinations.ts';
import { isTcp, type TcpRoute } from './tcp.ts';
import { unsaid, unsaidOfConnections } from './unsaid.ts';
import {
  type HttpRoute,
  isRouted,
  routeLists,
  type RouteLists,
  toApex,
  type VirtualService,
} from './virtual-service.ts';

/**
 * The Canary with the hosts and gateways of someone else's object where it names none itself: who comes in that way
 * still does. One without either is the delegate of another, and stays that.
 */
export function asFound(canary: RoutedCanary, found: VirtualService | undefined): RoutedCanary {
  const { service } = canary.spec;
  if (!found || isOwned(canary, found.metadata) || service.delegation) {
    return canary;
  }
  if (isDelegate(canary, found)) {
    return withService(canary, { delegation: true });
  }
  const { hosts = [], gateways = [] } = found.spec ?? {};
  const inside = gateways.length === 0 || gateways.includes('mesh') ? gateways : [...gateways, 'mesh'];
  return withService(canary, {
    hosts: service.hosts?.length ? service.hosts : hosts,
    gateways: service.gateways?.length ? service.gateways : inside,
  });
}

// A root that leads to it would lose it with hosts and gateways of its own.
function isDelegate(
  { spec: { service } }: RoutedCanary,
  { spec: { hosts, gateways, http } = {} }: VirtualService,
): boolean {
  const named = [hosts, gateways, service.hosts, service.gateways];
  return Boolean(http?.length) && !named.some((list) => list?.length);
}

/** Our routes, beside those that someone else's object has for other protocols and ports: they stay. */
export function listsBeside(canary: RoutedCanary, found: VirtualService, ours: RouteLists): RouteLists {
  if (isOwned(canary, found.metadata)) {
    return ours;
  }
  const { http = [], tcp = [], tls = [] } = found.spec ?? {};
  const theirs = <T extends HttpRoute>(list: readonly T[]): readonly T[] =>
    list.filter(({ route }) => !leadsToEither(namesOf(canary), sharesIn(route)));
  const kept = theirs(tcp).filter((route) => !isTcp(canary) || !isForPort(canary, route));
  return isTcp(canary) ? { http: theirs(http), tcp: [...kept, ...(ours.tcp ?? [])], tls } : { ...ours, tcp: kept, tls };
}

/**
 * Throws {@link Stop} where routes, or what they say, would be lost that someone else's object has and the Canary does
 * not, or cannot, speak of.
 */
export function refuseLoss(canary: RoutedCanary, found: VirtualService): void {
  if (isOwned(canary, found.metadata) || isRouted(canary, found)) {
    return;
  }
  const where = `VirtualService ${nameOf(found)}`;
  const { tcp = [], tls = [] } = found.spec ?? {};
  const { port } = canary.spec.service;
  if (!isTcp(canary) && [...tcp, ...tls].some((route) => isForPort(canary, route))) {
    throw new Stop({
      field: 'spec.service.appProtocol',
      found: `${canary.spec.service.appProtocol ?? 'nothing'} beside tcp or tls routes for port ${port} in ${where}`,
      allowed: `tcp, or a ${where} without such routes: they would be lost, or take the users of port ${port}`,
    });
  }
  refuseOthers(canary, found);
  // what is taken over already may change with the Canary, and what one of its name left says what it would say
  const isKnown = isTakenOver(found) || isLeft(canary, found);
  const unkept = (): ReturnType<typeof unsaid> =>
    isTcp(canary) ? unsaidOfConnections(found, replacedTcp(canary, found)) : unsaid(canary, found);
  const loss = isKnown ? undefined : unkept();
  if (loss) {
    throw lossRefused(found, loss);
  }
}

/** Whether its routes are those that a Canary leaves which is let go. */
function isLeft(canary: RoutedCanary, found: VirtualService): boolean {
  const { http, tcp } = toApex(canary, routeLists(asFound(canary, found), ALL_TO_PRIMARY));
  return isTcp(canary)
    ? replacement(replacedTcp(canary, found), tcp) === undefined
    : replacement(found.spec?.http, http) === undefined;
}

const replacedTcp = (canary: RoutedCanary, { spec }: VirtualService): readonly TcpRoute[] =>
  (spec?.tcp ?? []).filter((route) => isForPort(canary, route));

function refuseOthers(canary: RoutedCanary, found: VirtualService): void {
  const replaced = isTcp(canary) ? replacedTcp(canary, found) : (found.spec?.http ?? []);
  const lost = replaced.find((route) => !leadsToApex(canary, route));
  if (lost) {
    const hosts = sharesIn(lost.route).map(({ to }) => to ?? 'nowhere');
    throw lossRefused(found, {
      lost: `a route to ${hosts.length > 0 ? hosts.join(', ') : 'no host'}`,
      allowed: `whose routes lead to ${canary.backends.apex.name} alone`,
    });
  }
}

/** Of a route for connections: whether the Canary's port is among its ports; all ports count where raw TCP is meant. */
function isForPort({ spec: { service } }: RoutedCanary, { match = [] }: TcpRoute): boolean {
  const ports = match.map(({ port }) => port).filter((port) => port !== undefined);
  const isRaw = service.appProtocol?.toLowerCase() === 'tcp' || /^(tcp|tls)(-|$)/.test(service.portName ?? '');
  return ports.length > 0 ? ports.includes(service.port) : isRaw;
}

function leadsToApex({ backends, metadata: { namespace } }: RoutedCanary, { route = [] }: HttpRoute): boolean {
  const hosts = hostsOf(backends.apex.name, namespace);
  return route.length > 0 && sharesIn(route).every(({ to }) => to !== undefined && hosts.includes(to));
}
