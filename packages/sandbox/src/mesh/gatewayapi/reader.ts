import { type KubeObject, nameOf } from '@flagger/api';
import {
  type Fields,
  fieldsOf,
  isFields,
  itemsOf,
  numberOf,
  type Resource,
  textOf,
  textsOf,
} from '../../client/index.ts';
import { fullName } from '../host-name.ts';
import { duration } from '../istio/policy.ts';
import { plainRoute } from '../plain-route.ts';
import {
  type Backend,
  type Destination,
  type HostRoutes,
  MESH,
  type MeshReader,
  type Reading,
  type Route,
} from '../route-table.ts';
import { filtersIn, unknownFilters } from './filters.ts';
import { inOrder, type Matched, matchesOf } from './matches.ts';

/** Reads HTTPRoutes of an API version such as `v1`, for gateways and for Services as their parents. */
export function httpRouteReader(version: string): MeshReader {
  const resource: Resource = {
    apiVersion: `gateway.networking.k8s.io/${version}`,
    kind: 'HTTPRoute',
    plural: 'httproutes',
    accepts: (object): object is KubeObject => isFields(object.spec) && object.metadata.namespace !== undefined,
  };
  return {
    resources: [resource],
    read: (routes) => {
      const readings = routes.map(reading);
      return { hosts: readings.flatMap(({ hosts }) => hosts), ignored: readings.flatMap(({ ignored }) => ignored) };
    },
  };
}

function reading({ metadata, spec }: KubeObject): Reading {
  const { namespace = '' } = metadata;
  const source = `HTTPRoute ${nameOf({ metadata })}`;
  const { hostnames, parentRefs, rules } = fieldsOf(spec);
  const all = itemsOf(rules).map(fieldsOf);
  const said = inOrder(all.flatMap((rule) => matchesOf(rule.matches).map((matched) => ({ matched, rule }))));
  const routes = said.map(({ matched, rule }) => route(rule, matched, namespace));
  const named = textsOf(hostnames);
  const read = itemsOf(parentRefs)
    .map(fieldsOf)
    .map((parent): HostRoutes => ({ source, routes, ...audience(parent, named, namespace) }));
  return {
    hosts: read,
    ignored: all.flatMap((rule) => unknownFilters(rule.filters).map((each) => `${source}: ${each}`)),
  };
}

/** A Service hears by its own name, from within; a gateway by the host names, or by any. */
function audience(
  { kind, name, namespace: of }: Fields,
  hostnames: readonly string[],
  here: string,
): Pick<HostRoutes, 'hosts' | 'gateways'> {
  const parent = { namespace: textOf(of) ?? here, name: textOf(name) ?? '' };
  return kind === 'Service'
    ? { hosts: [fullName(parent)], gateways: [MESH] }
    : { hosts: hostnames.length > 0 ? hostnames : ['*'], gateways: [`${parent.namespace}/${parent.name}`] };
}

function route({ backendRefs, filters, timeouts }: Fields, { match, replaced }: Matched, namespace: string): Route {
  const { headers, mirrors, cors, rewrite } = filtersIn(filters, { replaced });
  return {
    ...plainRoute([]),
    matches: [match],
    destinations: itemsOf(backendRefs).map((ref) => destination(fieldsOf(ref), namespace)),
    mirrors: mirrors.map(({ ref, percent }) => ({ to: backend(ref, namespace), percent })),
    rewrite,
    timeoutMs: duration(fieldsOf(timeouts).request),
    headers,
    cors,
  };
}

const destination = (ref: Fields, namespace: string): Destination => ({
  to: backend(ref, namespace),
  weight: numberOf(ref.weight) ?? 1,
  headers: filtersIn(ref.filters, { replaced: undefined }).headers,
});

function backend({ name, namespace, port }: Fields, here: string): Backend {
  const number = numberOf(port);
  return {
    namespace: textOf(namespace) ?? here,
    name: textOf(name) ?? '',
    labels: {},
    ...(number !== undefined && { port: number }),
  };
}
