import { type KubeObject, nameOf } from '@flagger/api';
import { expression } from '@flagger/prometheus';
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
import { type Destination, type HostRoutes, type Match, MESH, type MeshReader, type Route } from '../route-table.ts';

const ROUTES: Resource = {
  apiVersion: 'apisix.apache.org/v2',
  kind: 'ApisixRoute',
  plural: 'apisixroutes',
  accepts: (object): object is KubeObject => isFields(object.spec) && object.metadata.namespace !== undefined,
};

/** Reads ApisixRoutes: hosts, paths, methods and backends; who asks for more is told of. */
export const apisixReader: MeshReader = {
  resources: [ROUTES],
  read: (routes) => {
    const rules = routes.flatMap(rulesIn);
    const played = rules.filter(({ unknown }) => unknown === undefined);
    const hosts = [...new Set(played.flatMap((rule) => rule.hosts))].map((host) => hostRoutes(host, played));
    const ignored = rules.flatMap(({ source, name, unknown }) =>
      unknown === undefined ? [] : [`${source} has a rule ${name} that is not played: ${unknown}`],
    );
    return { hosts, ignored };
  },
};

interface Rule {
  readonly source: string;
  readonly name: string;
  readonly hosts: readonly string[];
  readonly priority: number;
  readonly paths: readonly string[];
  readonly route: Route;
  readonly unknown: string | undefined;
}

const rulesIn = ({ metadata, spec }: KubeObject): readonly Rule[] =>
  itemsOf(fieldsOf(spec).http)
    .map(fieldsOf)
    .map((rule) => {
      const { name, priority, match, backends, upstreams } = rule;
      const { hosts, paths, methods, exprs, remoteAddrs, filter_func: filter } = fieldsOf(match);
      const label = `${metadata.namespace ?? ''}_${metadata.name}_${textOf(name) ?? ''}`;
      const [unknown] = Object.entries({ exprs, remoteAddrs, filter, upstreams })
        .filter(([, value]) => value !== undefined)
        .map(([field]) => field);
      const shares = sharesIn(backends, metadata.namespace ?? '', label);
      return {
        source: `ApisixRoute ${nameOf({ metadata })}`,
        name: textOf(name) ?? '',
        hosts: textsOf(hosts).length > 0 ? textsOf(hosts) : ['*'],
        priority: numberOf(priority) ?? 0,
        paths: textsOf(paths),
        route: { ...plainRoute(shares), matches: textsOf(paths).map((path) => matchOf(path, textsOf(methods))) },
        unknown,
      };
    });

/** The rule with the highest priority decides, and of those the one with the longest path. */
function hostRoutes(host: string, all: readonly Rule[]): HostRoutes {
  const ours = all
    .filter(({ hosts }) => hosts.includes(host))
    .sort((one, other) => other.priority - one.priority || longest(other) - longest(one));
  return {
    source: [...new Set(ours.map(({ source }) => source))].join(', '),
    hosts: [host],
    gateways: host === '*' ? [] : [MESH],
    routes: ours.map(({ route }) => route),
  };
}

const longest = ({ paths }: Rule): number => Math.max(0, ...paths.map(({ length }) => length));

type Share = Omit<Destination, 'headers'>;

/** A backend without a weight has 100. */
const sharesIn = (backends: unknown, namespace: string, route: string): readonly Share[] =>
  itemsOf(backends)
    .map(fieldsOf)
    .map(({ serviceName, servicePort, weight }: Fields) => ({
      to: { namespace, name: textOf(serviceName) ?? '', labels: {}, port: numberOf(servicePort) ?? 0 },
      weight: numberOf(weight) ?? 100,
      counted: { route },
    }));

/** A star at the end is for all that goes on so. */
function matchOf(path: string, methods: readonly string[]): Match {
  const anything = { isUriCaseIgnored: false, headers: {}, withoutHeaders: {}, queryParams: {}, sourceLabels: {} };
  const uri: Match['uri'] = path.endsWith('*')
    ? { kind: 'prefix', text: path.slice(0, -1) }
    : { kind: 'exact', text: path };
  return methods.length > 0
    ? { ...anything, uri, method: { kind: 'regex', pattern: expression(methods.join('|')) } }
    : { ...anything, uri };
}
