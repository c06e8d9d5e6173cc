import { anchored } from '@flagger/prometheus';
import { type Fields, fieldsOf, isFields, itemsOf, numberOf, textOf, textsOf } from '../../client/index.ts';
import { plainRoute } from '../plain-route.ts';
import type { Match, Retries, Route, TextMatch } from '../route-table.ts';
import { backendOf, type Nodes } from './nodes.ts';

/** Where a route stands. */
export interface Surroundings {
  readonly namespace: string;
  readonly nodes: Nodes;
}

/** The priority of a route that states none: after all others. */
const LAST = 1000;

/** How long App Mesh lets a request take where nothing is said, in ms. */
const USUAL_TIMEOUT_MS = 15_000;

/** What App Mesh tries again where nothing is said. */
const USUAL: Retries = { attempts: 2, on: new Set(['connect-failure', '503']) };

/** App Mesh's words for what is worth another attempt, in Envoy's. */
const EVENTS: Readonly<Record<string, readonly string[]>> = {
  'server-error': ['5xx', 'reset'],
  'gateway-error': ['gateway-error', 'reset'],
  'client-error': ['retriable-4xx'],
  'stream-error': ['refused-stream'],
  'connection-error': ['connect-failure'],
};

/** The order in which routes are tried. */
export const byPriority = (one: Fields, other: Fields): number =>
  (numberOf(one.priority) ?? LAST) - (numberOf(other.priority) ?? LAST);

/**
 * A route in either API's words: `http` or `httpRoute`, and the like for HTTP/2, gRPC and TCP, of which the shares
 * count.
 */
export function httpRoute(fields: Fields, { namespace, nodes }: Surroundings): Route {
  const of =
    ['http', 'http2', 'grpc', 'tcp'].map((protocol) => fields[protocol] ?? fields[`${protocol}Route`]).find(isFields)
    ?? {};
  const { perRequest } = fieldsOf(of.timeout);
  const targets = itemsOf(fieldsOf(of.action).weightedTargets).map(fieldsOf);
  const shares = targets.map((target) => ({
    to: backendOf(target, namespace, nodes),
    weight: numberOf(target.weight) ?? 0,
  }));
  return {
    ...plainRoute(shares),
    matches: isFields(of.match) ? [matchOf(of.match)] : [],
    timeoutMs: isFields(perRequest) ? milliseconds(perRequest) : USUAL_TIMEOUT_MS,
    retries: retriesOf(of.retryPolicy),
  };
}

function matchOf({ prefix, path, method, scheme, headers, queryParameters }: Fields): Match {
  const uri = textOf(prefix) === undefined ? textMatch(path) : textMatch({ prefix });
  const named = itemsOf(headers).map(fieldsOf);
  const byName = (list: readonly Fields[]): Match['headers'] =>
    Object.fromEntries(list.map((each) => [(textOf(each.name) ?? '').toLowerCase(), textMatch(each.match)]));
  return {
    ...(isFields(path) || textOf(prefix) !== undefined ? { uri } : {}),
    ...(textOf(method) !== undefined && { method: textMatch({ exact: method }) }),
    ...(textOf(scheme) !== undefined && { scheme: textMatch({ exact: scheme }) }),
    isUriCaseIgnored: false,
    headers: byName(named.filter(({ invert }) => invert !== true)),
    withoutHeaders: byName(named.filter(({ invert }) => invert === true)),
    queryParams: Object.fromEntries(
      itemsOf(queryParameters)
        .map(fieldsOf)
        .map((each) => [textOf(each.name) ?? '', textMatch(each.match)]),
    ),
    sourceLabels: {},
  };
}

function textMatch(value: unknown): TextMatch {
  const { exact, prefix, suffix, regex, range } = fieldsOf(value);
  if (typeof exact === 'string') {
    return { kind: 'exact', text: exact };
  }
  if (typeof prefix === 'string') {
    return { kind: 'prefix', text: prefix };
  }
  if (typeof suffix === 'string') {
    return { kind: 'suffix', text: suffix };
  }
  if (typeof regex === 'string') {
    return { kind: 'regex', pattern: anchored(regex) };
  }
  if (isFields(range)) {
    return { kind: 'range', from: numberOf(range.start) ?? 0, to: numberOf(range.end) ?? 0 };
  }
  return { kind: 'present', text: '' };
}

function retriesOf(value: unknown): Retries {
  if (!isFields(value)) {
    return USUAL;
  }
  const perTryMs = milliseconds(value.perRetryTimeout) ?? numberOf(value.perRetryTimeoutMillis);
  const events = [
    ...textsOf(value.httpRetryEvents),
    ...textsOf(value.tcpRetryEvents),
    ...textsOf(value.grpcRetryEvents),
  ];
  return {
    attempts: numberOf(value.maxRetries) ?? 1,
    on: new Set(events.flatMap((event) => EVENTS[event] ?? [event])),
    ...(perTryMs !== undefined && perTryMs > 0 && { perTryMs }),
  };
}

/** A duration such as `{ unit: ms, value: 1500 }`; undefined where there is none, and 0 means none. */
function milliseconds(value: unknown): number | undefined {
  const { unit, value: amount } = fieldsOf(value);
  const ms = (numberOf(amount) ?? 0) * (unit === 's' ? 1000 : 1);
  return ms > 0 ? ms : undefined;
}
