import { type KubeObject, nameOf } from '@flagger/api';
import { isFields, type Resource } from '../../client/index.ts';
import { type IngressPath, pathsIn } from '../nginx/paths.ts';
import { plainRoute } from '../plain-route.ts';
import { type HostRoutes, type Match, MESH, type MeshReader, type Route } from '../route-table.ts';
import { type Marks, marksIn } from './marks.ts';

const INGRESSES: Resource = {
  apiVersion: 'networking.k8s.io/v1',
  kind: 'Ingress',
  plural: 'ingresses',
  accepts: (object): object is KubeObject => isFields(object.spec) && object.metadata.namespace !== undefined,
};

/** Reads Ingresses as Skipper does: those for one path of one host are one route, and the predicates say whose counts. */
export const skipperReader: MeshReader = {
  resources: [INGRESSES],
  read: (ingresses) => {
    const read = ingresses.map((ingress) => ({ ingress, paths: pathsIn(ingress), marks: marksIn(ingress) }));
    const paths = read.flatMap(({ paths: all, marks }) => (marks ? all.map((path) => ({ ...path, marks })) : []));
    const counting = paths.filter(({ marks }) => marks.counts);
    const hosts = [...new Set(counting.map(({ host }) => host))].map((host) => hostRoutes(host, counting));
    const ignored = read.flatMap(({ ingress, paths: { length }, marks }) => {
      const lacks = length === 0 ? 'leads nowhere by a path' : 'has annotations that are not played';
      return length === 0 || !marks ? [`Ingress ${nameOf(ingress)} ${lacks}`] : [];
    });
    return { hosts, ignored };
  },
};

interface MarkedPath extends IngressPath {
  readonly marks: Marks;
}

/** The longest path decides, and of those the one that is preferred. */
function hostRoutes(host: string, all: readonly MarkedPath[]): HostRoutes {
  const paths = all.filter((path) => path.host === host);
  const routes = Map.groupBy(
    paths,
    ({ ingress, path, isExact }) => `${nameOf({ metadata: ingress })} ${path} ${isExact}`,
  );
  return {
    source: `Ingress ${[...new Set(paths.map(({ ingress }) => nameOf({ metadata: ingress })))].join(', ')}`,
    hosts: [host],
    gateways: host === '*' ? [] : [MESH],
    routes: [...routes.values()].sort(inOrder).flatMap(routeOf),
  };
}

function inOrder([one]: readonly MarkedPath[], [other]: readonly MarkedPath[]): number {
  return one && other ? other.path.length - one.path.length || other.marks.preference - one.marks.preference : 0;
}

/** Where nobody has a weight, all have the same. */
function routeOf(paths: readonly MarkedPath[]): readonly Route[] {
  const [first] = paths;
  if (!first) {
    return [];
  }
  const { weights, methods } = first.marks;
  const isSplit = paths.length > 1 && paths.some(({ to }) => (weights.get(to.name) ?? 0) > 0);
  const shares = paths.map((path) => ({
    to: path.to,
    weight: isSplit ? (weights.get(path.to.name) ?? 0) : 1,
    counted: { route: routeName(path) },
  }));
  return [{ ...plainRoute(shares), matches: matchesOf(first, methods) }];
}

const routeName = ({ ingress: { namespace, name }, host, path, to }: IngressPath): string =>
  `kube_${[namespace, name, host, path, to.name].map((part) => part.replaceAll(/\W/g, '_')).join('__')}`;

function matchesOf({ path, isExact }: IngressPath, methods: Marks['methods']): readonly Match[] {
  const anything = { isUriCaseIgnored: false, headers: {}, withoutHeaders: {}, queryParams: {}, sourceLabels: {} };
  const all = methods ? { ...anything, method: methods } : anything;
  const whole: Match = { ...all, uri: { kind: 'exact', text: path } };
  const below: Match = { ...all, uri: { kind: 'prefix', text: path.endsWith('/') ? path : `${path}/` } };
  return isExact ? [whole] : [whole, below];
}
