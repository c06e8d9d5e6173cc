import { type KubeObject, nameOf } from '@flagger/api';
import { type Fields, fieldsOf, isFields, itemsOf, type Resource, textOf } from '../../client/index.ts';
import { canonicalServiceHost, fullName } from '../host-name.ts';
import { plainRoute } from '../plain-route.ts';
import { type HostRoutes, MESH, type MeshReader, type Route } from '../route-table.ts';
import { backendOf, type Nodes, nodesOf } from './nodes.ts';
import { byPriority, httpRoute } from './route.ts';

/** Reads VirtualServices that hold their routes themselves, and VirtualNodes. */
export const v1beta1Reader: MeshReader = reader(
  [resource('v1beta1', 'VirtualNode'), resource('v1beta1', 'VirtualService')],
  (virtualService, { nodes }) => {
    const { metadata, spec } = virtualService;
    return { host: metadata.name, routes: routesOf(spec, metadata.namespace, nodes) };
  },
);

/** Reads VirtualServices, the VirtualRouters or VirtualNodes that provide them, and VirtualNodes. */
export const v1beta2Reader: MeshReader = reader(
  ['VirtualNode', 'VirtualRouter', 'VirtualService'].map((kind) => resource('v1beta2', kind)),
  ({ metadata, spec }, { nodes, objects }) => {
    const { name, namespace = '' } = metadata;
    const { awsName, provider } = fieldsOf(spec);
    const { virtualRouter, virtualNode } = fieldsOf(provider);
    const host = textOf(awsName) ?? fullName({ name, namespace });
    if (isFields(virtualNode)) {
      return { host, routes: [plainRoute([{ to: backendOf(virtualNode, namespace, nodes), weight: 1 }])] };
    }
    const ref = fieldsOf(fieldsOf(virtualRouter).virtualRouterRef);
    const place = { name: textOf(ref.name), namespace: textOf(ref.namespace) ?? namespace };
    const router = objects.find(
      (each) =>
        each.kind === 'VirtualRouter'
        && each.metadata.name === place.name
        && each.metadata.namespace === place.namespace,
    );
    return { host, routes: routesOf(router?.spec, place.namespace, nodes) };
  },
);

/** All that is known while one VirtualService is read. */
interface Known {
  readonly nodes: Nodes;
  readonly objects: readonly KubeObject[];
}

function resource(version: string, kind: string): Resource {
  return {
    apiVersion: `appmesh.k8s.aws/${version}`,
    kind,
    plural: `${kind.toLowerCase()}s`,
    accepts: (object): object is KubeObject => isFields(object.spec) && object.metadata.namespace !== undefined,
  };
}

function reader(
  resources: readonly Resource[],
  read: (virtualService: KubeObject, known: Known) => { readonly host: string; readonly routes: readonly Route[] },
): MeshReader {
  return {
    resources,
    read: (objects) => {
      const known = { objects, nodes: nodesOf(objects.filter(({ kind }) => kind === 'VirtualNode')) };
      const ignored: string[] = [];
      const hosts = objects
        .filter(({ kind }) => kind === 'VirtualService')
        .flatMap((virtualService): readonly HostRoutes[] => {
          const { namespace = '' } = virtualService.metadata;
          const source = `VirtualService ${nameOf(virtualService)}`;
          try {
            const { host, routes } = read(virtualService, known);
            return [{ source, hosts: [canonicalServiceHost(host, namespace)], gateways: [MESH], routes }];
          } catch (error) {
            ignored.push(`${source} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
            return [];
          }
        });
      return { hosts, ignored };
    },
  };
}

function routesOf(spec: unknown, namespace: string | undefined, nodes: Nodes): readonly Route[] {
  const routes = itemsOf(fieldsOf(spec).routes).map(fieldsOf).sort(byPriority);
  return routes.map((each: Fields) => httpRoute(each, { namespace: namespace ?? '', nodes }));
}
