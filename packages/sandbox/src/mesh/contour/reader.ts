import { type KubeObject, nameIn, nameOf } from '@flagger/api';
import { type Fields, fieldsOf, isFields, itemsOf, numberOf, type Resource, textOf } from '../../client/index.ts';
import { plainRoute } from '../plain-route.ts';
import { type Destination, type HostRoutes, type Match, MESH, type MeshReader, type Route } from '../route-table.ts';
import { conditionsIn, joined } from './conditions.ts';

const PROXIES: Resource = {
  apiVersion: 'projectcontour.io/v1',
  kind: 'HTTPProxy',
  plural: 'httpproxies',
  accepts: (object): object is KubeObject => isFields(object.spec) && object.metadata.namespace !== undefined,
};

/** Reads HTTPProxies: a root has a host, and is what it says itself and what those say that it includes. */
export const contourReader: MeshReader = {
  resources: [PROXIES],
  read: (proxies) => {
    const known = new Map(proxies.map((proxy) => [nameOf(proxy), proxy]));
    const roots = proxies.filter(({ spec }) => hostOf(spec) !== undefined);
    return { hosts: roots.map((root) => hostRoutes(root, known)), ignored: [] };
  },
};

const hostOf = (spec: unknown): string | undefined => textOf(fieldsOf(fieldsOf(spec).virtualhost).fqdn);

function hostRoutes(root: KubeObject, known: ReadonlyMap<string, KubeObject>): HostRoutes {
  const ruled = rulesOf(root, known, { prefix: '', headers: {} });
  return {
    source: `HTTPProxy ${nameOf(root)}`,
    hosts: [hostOf(root.spec) ?? ''],
    gateways: [MESH],
    routes: [...ruled].sort(bySpecificity).map(({ route }) => route),
  };
}

interface Rule {
  readonly prefix: string;
  readonly headers: Match['headers'];
  readonly route: Route;
}

type Conditions = Omit<Rule, 'route'>;

function rulesOf(
  { metadata: { namespace = '' }, spec }: KubeObject,
  known: ReadonlyMap<string, KubeObject>,
  around: Conditions,
): readonly Rule[] {
  const { routes, includes } = fieldsOf(spec);
  const own = itemsOf(routes)
    .map(fieldsOf)
    .map((route) => {
      const conditions = joined(around, conditionsIn(route.conditions));
      return { ...conditions, route: { ...plainRoute(sharesIn(route, namespace)), matches: matchesOf(conditions) } };
    });
  const included = itemsOf(includes)
    .map(fieldsOf)
    .flatMap(({ name, namespace: where, conditions }) => {
      const found = known.get(nameIn(textOf(name) ?? '', textOf(where) ?? namespace));
      const inner = joined(around, conditionsIn(conditions));
      return found === undefined || hostOf(found.spec) !== undefined ? [] : rulesOf(found, known, inner);
    });
  return [...own, ...included];
}

/** All services get the same where none has a weight. */
function sharesIn({ services }: Fields, namespace: string): readonly Omit<Destination, 'headers'>[] {
  const all = itemsOf(services).map(fieldsOf);
  const isWeighted = all.some(({ weight }) => (numberOf(weight) ?? 0) > 0);
  return all.map(({ name, port, weight }) => {
    const to = { namespace, name: textOf(name) ?? '', labels: {}, port: numberOf(port) ?? 0 };
    // Envoy's clusters, of which the queries pick those of the canary
    const counted = { envoy_cluster_name: `${namespace}_${to.name}_${to.port}` };
    return { to, weight: isWeighted ? (numberOf(weight) ?? 0) : 1, counted };
  });
}

function matchesOf({ prefix, headers }: Conditions): readonly Match[] {
  const all = { isUriCaseIgnored: false, headers, withoutHeaders: {}, queryParams: {}, sourceLabels: {} };
  return [{ ...all, uri: { kind: 'prefix', text: prefix === '' ? '/' : prefix } }];
}

/** The longest prefix first, and of those the one with the most headers. */
const bySpecificity = (one: Rule, other: Rule): number =>
  other.prefix.length - one.prefix.length || Object.keys(other.headers).length - Object.keys(one.headers).length;
