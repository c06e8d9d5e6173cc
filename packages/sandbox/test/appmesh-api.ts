import type { Resource } from '../src/client/index.ts';
import { playedMesh } from '../src/mesh/meshes.ts';
import { type PlayedMesh, playMesh } from './played-mesh.ts';

/** How an API version of App Mesh says the same. */
export interface Api {
  /** As -mesh-provider names it. */
  readonly mesh: string;
  readonly hostField: string;
  readonly target: (node: string, weight: number) => object;
  /** Applies the routes of the apex; each is a route's name, priority and the like, and its HTTP part. */
  readonly route: (mesh: PlayedMesh, ...routes: readonly (readonly [object, object])[]) => Promise<void>;
}

/** A kind that a mesh reads. */
export function resourceOf(mesh: string, kind: string): Resource {
  const found = playedMesh(mesh).reader.resources.find((each) => each.kind === kind);
  if (found === undefined) {
    throw new Error(`${mesh} reads no ${kind}`);
  }
  return found;
}

/** v1beta1 */
export const FIRST: Api = {
  mesh: 'appmesh',
  hostField: 'hostName',
  target: (node, weight) => ({ virtualNodeName: node, weight }),
  route: (mesh, ...routes) =>
    mesh.apply(
      resourceOf('appmesh', 'VirtualService'),
      { name: 'podinfo.test' },
      { meshName: 'global', routes: routes.map(([about, http]) => ({ ...about, http })) },
    ),
};
/** v1beta2 */
export const SECOND: Api = {
  mesh: 'appmesh:v1beta2',
  hostField: 'hostname',
  target: (node, weight) => ({ virtualNodeRef: { name: node }, weight }),
  route: async (mesh, ...routes) => {
    await mesh.apply(
      resourceOf('appmesh:v1beta2', 'VirtualRouter'),
      { name: 'router' },
      { routes: routes.map(([about, httpRoute]) => ({ ...about, httpRoute })) },
    );
    await mesh.apply(
      resourceOf('appmesh:v1beta2', 'VirtualService'),
      { name: 'podinfo' },
      { provider: { virtualRouter: { virtualRouterRef: { name: 'router' } } } },
    );
  },
};

/** A mesh with the nodes of podinfo. */
export async function playApi({ mesh, hostField }: Api): Promise<PlayedMesh> {
  const played = await playMesh(mesh);
  for (const name of ['podinfo-primary', 'podinfo-canary']) {
    await played.apply(
      resourceOf(mesh, 'VirtualNode'),
      { name },
      { serviceDiscovery: { dns: { [hostField]: `${name}.test${mesh === 'appmesh' ? '' : '.svc.cluster.local.'}` } } },
    );
  }
  return played;
}

/** What fits every request. */
export const ALL = { prefix: '/' };
