import { type KubeObject, nameOf } from '@flagger/api';
import { isFields, type Resource } from '../../client/index.ts';
import { type HostRoutes, MESH, type MeshReader } from '../route-table.ts';
import { alternativeIn, type Alternative } from './alternative.ts';
import { type IngressPath, pathsIn } from './paths.ts';
import { routesFor } from './routes.ts';

const INGRESSES: Resource = {
  apiVersion: 'networking.k8s.io/v1',
  kind: 'Ingress',
  plural: 'ingresses',
  accepts: (object): object is KubeObject => isFields(object.spec) && object.metadata.namespace !== undefined,
};

/**
 * Reads Ingresses as ingress-nginx does, with the annotations of a canary: what such a one says of a path is an
 * alternative for those of others to the same host and path.
 */
export const nginxReader: MeshReader = {
  resources: [INGRESSES],
  read: (ingresses) => {
    const read = ingresses.map((ingress) => ({
      paths: pathsIn(ingress),
      alternative: alternativeIn(ingress),
      ingress,
    }));
    const theirs = read.filter(({ alternative }) => alternative === undefined).flatMap(({ paths }) => paths);
    const others = read.flatMap(({ paths, alternative }) =>
      alternative === undefined ? [] : paths.map((path) => ({ ...alternative, path })),
    );
    const hosts = [...new Set(theirs.map(({ host }) => host))].map((host) => hostRoutes(host, theirs, others));
    const ignored = read
      .filter(({ paths }) => paths.length === 0)
      .map(({ ingress }) => `Ingress ${nameOf(ingress)} leads nowhere by a path`);
    return { hosts, ignored };
  },
};

function hostRoutes(host: string, theirs: readonly IngressPath[], others: readonly AlternativePath[]): HostRoutes {
  const paths = theirs.filter((path) => path.host === host).sort(byLength);
  return {
    source: `Ingress ${[...new Set(paths.map(({ ingress }) => nameOf({ metadata: ingress })))].join(', ')}`,
    hosts: [host],
    // a name of the outside leads there for everybody, but pods that call a Service do not come through an ingress
    gateways: host === '*' ? [] : [MESH],
    routes: paths.flatMap((path) =>
      routesFor(
        path,
        others.find((other) => isSame(other.path, path)),
      ),
    ),
  };
}

export interface AlternativePath extends Alternative {
  readonly path: IngressPath;
}

/** Two that lead to the same service are one to ingress-nginx. */
const isSame = (alternative: IngressPath, path: IngressPath): boolean =>
  alternative.host === path.host
  && alternative.path === path.path
  && alternative.isExact === path.isExact
  && alternative.to.namespace === path.to.namespace
  && alternative.to.name !== path.to.name;

const byLength = (one: IngressPath, other: IngressPath): number =>
  other.path.length - one.path.length || Number(other.isExact) - Number(one.isExact);
