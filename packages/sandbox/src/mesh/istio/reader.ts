import { type KubeObject, nameOf } from '@flagger/api';
import { type Fields, fieldsOf, isFields, itemsOf, numberOf, type Resource, textsOf } from '../../client/index.ts';
import { canonicalHost } from '../host-name.ts';
import type { HostRoutes, MeshReader, Reading, Route } from '../route-table.ts';
import { httpRoutes } from './delegate.ts';
import { destinations, mirrors, subsetsOf, type Surroundings } from './destination.ts';
import { gateways, match } from './match.ts';
import { cors, duration, headerChanges, retries, rewrite } from './policy.ts';

const API = 'networking.istio.io/v1beta1';
const accepts = (object: KubeObject): object is KubeObject =>
  isFields(object.spec) && object.metadata.namespace !== undefined;

const VIRTUAL_SERVICES: Resource = { apiVersion: API, kind: 'VirtualService', plural: 'virtualservices', accepts };
const DESTINATION_RULES: Resource = { apiVersion: API, kind: 'DestinationRule', plural: 'destinationrules', accepts };

/** Reads VirtualServices and the subsets of DestinationRules. */
export const istioReader: MeshReader = {
  resources: [VIRTUAL_SERVICES, DESTINATION_RULES],
  read: (objects) => {
    const subsets = subsetsOf(objects.filter(({ kind }) => kind === DESTINATION_RULES.kind));
    const virtualServices = objects.filter(({ kind }) => kind === VIRTUAL_SERVICES.kind);
    const readings = virtualServices.map((each) => reading(each, virtualServices, subsets));
    return { hosts: readings.flatMap(({ hosts }) => hosts), ignored: readings.flatMap(({ ignored }) => ignored) };
  },
};

function reading(virtualService: KubeObject, all: readonly KubeObject[], subsets: Surroundings['subsets']): Reading {
  const { namespace = '' } = virtualService.metadata;
  const source = `VirtualService ${nameOf(virtualService)}`;
  const { hosts, gateways: named, tcp } = fieldsOf(virtualService.spec);
  // one without hosts only serves others that delegate to it
  if (textsOf(hosts).length === 0) {
    return { hosts: [], ignored: [] };
  }
  try {
    const http = httpRoutes(virtualService, all);
    const routes = [
      ...http.map((each) => httpRoute(each.fields, { namespace: each.namespace, subsets })),
      ...itemsOf(tcp).map((each) => tcpRoute(fieldsOf(each), { namespace, subsets })),
    ];
    const read: HostRoutes = {
      source,
      hosts: textsOf(hosts).map((host) => canonicalHost(host, namespace)),
      gateways: gateways(named, namespace),
      routes,
    };
    return { hosts: [read], ignored: http.flatMap(({ fields }) => unknown(fields, source)) };
  } catch (error) {
    return {
      hosts: [],
      ignored: [`${source} cannot be read: ${error instanceof Error ? error.message : String(error)}`],
    };
  }
}

function httpRoute(fields: Fields, surroundings: Surroundings): Route {
  return {
    matches: itemsOf(fields.match).map((each) => match(each, surroundings.namespace)),
    destinations: destinations(fields.route, surroundings),
    mirrors: mirrors(fields, surroundings),
    rewrite: rewrite(fields.rewrite),
    timeoutMs: duration(fields.timeout),
    retries: retries(fields.retries),
    headers: headerChanges(fields.headers),
    cors: cors(fields.corsPolicy),
  };
}

/** The sandbox speaks HTTP only: of a TCP route the port and the shares count. */
function tcpRoute({ match: matches, route }: Fields, surroundings: Surroundings): Route {
  const ports = itemsOf(matches).flatMap((each) => numberOf(fieldsOf(each).port) ?? []);
  return httpRoute({ match: ports.map((port) => ({ port })), route, retries: { attempts: 0 } }, surroundings);
}

function unknown(fields: Fields, source: string): readonly string[] {
  return ['redirect', 'directResponse', 'fault']
    .filter((name) => fields[name] !== undefined)
    .map((name) => `${source}: ${name} is not played`);
}
