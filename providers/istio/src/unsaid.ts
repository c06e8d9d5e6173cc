import { isJsonObject, type RoutedCanary } from '@flagger/api';
import { isSaid, type Loss, saidBeside } from '@flagger/mesh-kit';
import type { Destination } from './destinations.ts';
import type { TcpRoute } from './tcp.ts';
import type { HttpRoute, VirtualService } from './virtual-service.ts';

/** What can be said of requests, beside which of them are meant; of some fields only a part. */
const SETTINGS = ['timeout', 'headers', 'rewrite', 'retries', 'corsPolicy'] as const;
const PARTS: Readonly<Record<string, readonly string[]>> = {
  rewrite: ['uri', 'authority'],
  retries: ['attempts', 'perTryTimeout', 'retryOn'],
  corsPolicy: [
    'allowOrigin',
    'allowOrigins',
    'allowMethods',
    'allowHeaders',
    'exposeHeaders',
    'maxAge',
    'allowCredentials',
  ],
};
const SAYABLE: readonly string[] = [...SETTINGS, 'match', 'name', 'route'];

/** What of somebody's http routes `spec.service` cannot say, or lets in whom they kept out; undefined where nothing. */
export function unsaid(canary: RoutedCanary, found: VirtualService): Loss | undefined {
  const { http = [] } = found.spec ?? {};
  const fields = http.flatMap((route) => [...unsayable(canary, route), ...subsets(route)]);
  if (fields.length > 0) {
    return {
      lost: `${listOf(fields)} of an http route`,
      allowed: 'whose http routes say only what spec.service can say',
    };
  }
  const different = differences(canary, http);
  if (different.length > 0) {
    return {
      lost: `${listOf(different)} of a part of its http routes`,
      allowed: 'whose http routes say the same, as spec.service does of all requests',
    };
  }
  return narrower(canary, found);
}

/** The same of routes for connections, of which `spec.service` says ports alone. */
export function unsaidOfConnections({ spec }: VirtualService, routes: readonly TcpRoute[]): Loss | undefined {
  const { gateways = [] } = spec ?? {};
  const entrances = gateways.length > 0 ? gateways : ['mesh'];
  const isKept = ([field, value]: readonly [string, unknown]): boolean =>
    field === 'port'
    || !isSaid(value)
    || (field === 'gateways' && Array.isArray(value) && entrances.every((gateway) => value.includes(gateway)));
  const matched = routes
    .flatMap(({ match = [] }) => match)
    .flatMap((match) => Object.entries(match))
    .filter((entry) => !isKept(entry))
    .map(([field]) => `match.${field}`);
  const fields = [...matched, ...routes.flatMap(subsets)];
  return fields.length > 0
    ? { lost: `${listOf(fields)} of a tcp route`, allowed: 'whose tcp routes match ports alone' }
    : undefined;
}

function unsayable({ spec: { service } }: RoutedCanary, route: HttpRoute): readonly string[] {
  return Object.entries(route).flatMap(([field, value]: [string, unknown]) => {
    if (!isSaid(value)) {
      return [];
    }
    if (!SAYABLE.includes(field)) {
      return [field];
    }
    const parts = Object.hasOwn(service, field) ? undefined : PARTS[field];
    return parts && isJsonObject(value) ? saidBeside(field, value, parts) : [];
  });
}

const subsets = ({ route = [] }: HttpRoute | TcpRoute): readonly string[] =>
  route.some(({ destination }) => destination?.subset !== undefined) ? ['destination.subset'] : [];

/** The fields in which routes, or the shares of one, differ: the Canary says one thing for all. */
function differences(canary: RoutedCanary, http: readonly HttpRoute[]): readonly string[] {
  const all = http.flatMap((route) => served(route).map((share) => saidBy(canary, route, share)));
  const [first, ...others] = all;
  return Object.keys(first ?? {}).filter((field) => others.some((other) => other[field] !== first?.[field]));
}

function saidBy(
  { spec: { service } }: RoutedCanary,
  route: HttpRoute,
  { destination, headers }: Destination,
): Readonly<Record<string, string>> {
  const settings = SETTINGS.map((field) => [field, JSON.stringify(route[field])] as const);
  return {
    ...Object.fromEntries(settings),
    headers: JSON.stringify([route.headers, headers]),
    'destination.port': String(destination?.port?.number ?? service.port),
  };
}

const served = ({ route = [] }: HttpRoute): readonly Destination[] =>
  route.length === 1 ? route : route.filter(({ weight = 0 }) => weight > 0);

/** Who fits none of the matches gets 404, and would be let in. */
function narrower({ spec: { service } }: RoutedCanary, { spec }: VirtualService): Loss | undefined {
  const { http = [], gateways = ['mesh'] } = spec ?? {};
  const lists = http.map(({ match = [] }) => match);
  const entrances = gateways.length > 0 ? gateways.map((gateway) => [gateway]) : [[]];
  const isWhole = entrances.every((entrance) => lists.flat().some(fitsAll(entrance)));
  const isNarrow = lists.length > 0 && !isWhole && !lists.some((match) => match.length === 0);
  return isNarrow && !service.match?.length
    ? {
        lost: `the match ${JSON.stringify(lists.flat())} of its http routes`,
        allowed: 'whose match spec.service.match says',
      }
    : undefined;
}

const fitsAll =
  (gateways: readonly string[]) =>
  (match: object): boolean =>
    Object.entries(match).every(([field, value]: [string, unknown]) => {
      switch (field) {
        case 'name':
        case 'statPrefix':
        case 'ignoreUriCase':
          return true;
        case 'uri':
          return isJsonObject(value) && (value['prefix'] === '/' || ['.*', '/.*'].includes(String(value['regex'])));
        case 'gateways':
          return Array.isArray(value) && gateways.every((gateway) => value.includes(gateway));
        default:
          return !isSaid(value);
      }
    });

const listOf = (fields: readonly string[]): string => [...new Set(fields)].join(', ');
