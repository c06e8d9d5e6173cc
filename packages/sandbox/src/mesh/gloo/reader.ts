import { type KubeObject, nameIn, nameOf } from '@flagger/api';
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
import { plainRoute } from '../plain-route.ts';
import { type Backend, type Destination, type HostRoutes, MESH, type MeshReader, type Route } from '../route-table.ts';
import { joinedMatches, matchesIn } from './matchers.ts';

const resource = (group: string, kind: string): Resource => ({
  apiVersion: `${group}/v1`,
  kind,
  plural: `${kind.toLowerCase()}s`,
  accepts: (object): object is KubeObject => isFields(object.spec) && object.metadata.namespace !== undefined,
});

/** Reads VirtualServices, the RouteTables that these delegate to, and the Upstreams that are meant there. */
export const glooReader: MeshReader = {
  resources: [
    resource('gateway.solo.io', 'VirtualService'),
    resource('gateway.solo.io', 'RouteTable'),
    resource('gloo.solo.io', 'Upstream'),
  ],
  read: (objects) => {
    const known = new Map(objects.map((each) => [`${each.kind} ${nameOf(each)}`, each]));
    const fronts = objects.filter(({ kind }) => kind === 'VirtualService');
    return { hosts: fronts.map((front) => hostRoutes(front, known)), ignored: [] };
  },
};

type Known = ReadonlyMap<string, KubeObject>;

function hostRoutes(front: KubeObject, known: Known): HostRoutes {
  const { domains, routes } = fieldsOf(fieldsOf(front.spec).virtualHost);
  const { namespace = '' } = front.metadata;
  return {
    source: `VirtualService ${nameOf(front)}`,
    hosts: textsOf(domains),
    gateways: [MESH],
    routes: itemsOf(routes)
      .map(fieldsOf)
      .flatMap((route) => routesIn(route, namespace, known)),
  };
}

/** The first that fits decides; what is delegated is asked for by the matchers of both. */
function routesIn(route: Fields, namespace: string, known: Known): readonly Route[] {
  const matches = matchesIn(route.matchers);
  const { name, namespace: place } = fieldsOf(fieldsOf(route.delegateAction).ref);
  if (name === undefined) {
    return [{ ...plainRoute(sharesIn(route, known)), matches }];
  }
  const table = known.get(`RouteTable ${nameIn(textOf(name) ?? '', textOf(place) ?? namespace)}`);
  return itemsOf(fieldsOf(table?.spec).routes)
    .map(fieldsOf)
    .map((each) => ({
      ...plainRoute(sharesIn(each, known)),
      matches: joinedMatches(matches, matchesIn(each.matchers)),
    }));
}

type Shared = Omit<Destination, 'headers'>;

function sharesIn({ routeAction }: Fields, known: Known): readonly Shared[] {
  const { single, multi } = fieldsOf(routeAction);
  if (single !== undefined) {
    return shareOf(fieldsOf(single), 1, known);
  }
  return itemsOf(fieldsOf(multi).destinations)
    .map(fieldsOf)
    .flatMap(({ destination, weight }) => shareOf(fieldsOf(destination), numberOf(weight) ?? 0, known));
}

/** Nobody where the Upstream is not there, as with Gloo. */
function shareOf({ upstream, kube }: Fields, weight: number, known: Known): readonly Shared[] {
  if (kube !== undefined) {
    const { ref, port } = fieldsOf(kube);
    return [{ to: backend(fieldsOf(ref).name, fieldsOf(ref).namespace, port), weight }];
  }
  const { name, namespace } = fieldsOf(upstream);
  const [called = '', place = ''] = [textOf(name), textOf(namespace)];
  const found = known.get(`Upstream ${nameIn(called, place)}`);
  const { serviceName, serviceNamespace, servicePort } = fieldsOf(fieldsOf(found?.spec).kube);
  // Envoy's clusters, of which the queries pick those of the canary
  const counted = { envoy_cluster_name: `${called}_${place}` };
  return found ? [{ to: backend(serviceName, serviceNamespace, servicePort), weight, counted }] : [];
}

const backend = (name: unknown, namespace: unknown, port: unknown): Backend => ({
  name: textOf(name) ?? '',
  namespace: textOf(namespace) ?? '',
  port: numberOf(port) ?? 0,
  labels: {},
});
