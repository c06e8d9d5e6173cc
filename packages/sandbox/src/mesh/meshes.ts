import { apisixReader } from './apisix/reader.ts';
import { v1beta1Reader, v1beta2Reader } from './appmesh/reader.ts';
import { httpRouteReader } from './gatewayapi/reader.ts';
import { contourReader } from './contour/reader.ts';
import { glooReader } from './gloo/reader.ts';
import { knativeReader } from './knative/reader.ts';
import { istioReader } from './istio/reader.ts';
import { kumaReader } from './kuma/reader.ts';
import { nginxReader } from './nginx/reader.ts';
import type { MeshReader } from './route-table.ts';
import { skipperReader } from './skipper/reader.ts';
import { smiReader } from './smi/reader.ts';
import { apisixCounting } from './telemetry/apisix.ts';
import { envoyCounting } from './telemetry/envoy.ts';
import { envoyIngressCounting } from './telemetry/envoy-ingress.ts';
import { istioCounting } from './telemetry/istio.ts';
import { linkerdCounting } from './telemetry/linkerd.ts';
import { nginxCounting } from './telemetry/nginx.ts';
import { openServiceMeshCounting } from './telemetry/open-service-mesh.ts';
import type { Counting } from './telemetry/proxy-telemetry.ts';
import { skipperCounting } from './telemetry/skipper.ts';
import { traefikCounting } from './telemetry/traefik.ts';
import { traefikReader } from './traefik/reader.ts';

/**
 * How a mesh is played: which of its objects say what, and how its proxies count; nobody counts but the pods where
 * there are no proxies.
 */
export interface PlayedMesh {
  readonly reader: MeshReader;
  readonly counting?: Counting;
}

/** Where there is no mesh, Services alone decide. */
const servicesOnly: MeshReader = { resources: [], read: () => ({ hosts: [], ignored: [] }) };

/** Each mesh by the names that the operator's -mesh-provider has for it. Another mesh is another line here. */
const MESHES: Readonly<Record<string, PlayedMesh>> = {
  istio: { reader: istioReader, counting: istioCounting },
  appmesh: { reader: v1beta1Reader, counting: envoyCounting },
  'appmesh:v1beta2': { reader: v1beta2Reader, counting: envoyCounting },
  ...splits('smi', 'v1alpha1'),
  ...splits('smi:v1alpha1', 'v1alpha1'),
  ...splits('smi:v1alpha2', 'v1alpha2'),
  ...splits('smi:v1alpha3', 'v1alpha3'),
  linkerd: { reader: smiReader('v1alpha1'), counting: linkerdCounting },
  osm: { reader: smiReader('v1alpha2'), counting: openServiceMeshCounting },
  // gateways count in their own ways; the built-in queries ask for what the pods count
  'gatewayapi:v1': { reader: httpRouteReader('v1') },
  'gatewayapi:v1beta1': { reader: httpRouteReader('v1beta1') },
  gatewayapi: { reader: httpRouteReader('v1beta1') },
  'gatewayapi:v1alpha2': { reader: httpRouteReader('v1beta1') },
  kubernetes: { reader: servicesOnly },
  nginx: { reader: nginxReader, counting: nginxCounting },
  contour: { reader: contourReader, counting: envoyIngressCounting },
  traefik: { reader: traefikReader, counting: traefikCounting },
  skipper: { reader: skipperReader, counting: skipperCounting },
  apisix: { reader: apisixReader, counting: apisixCounting },
  gloo: { reader: glooReader, counting: envoyIngressCounting },
  kuma: { reader: kumaReader, counting: envoyIngressCounting },
  knative: { reader: knativeReader, counting: envoyIngressCounting },
};

/** TrafficSplits alone, or with the adapter that makes Istio follow them, or as Linkerd follows them. */
function splits(name: string, version: string): Readonly<Record<string, PlayedMesh>> {
  return {
    [name]: { reader: smiReader(version), counting: istioCounting },
    [`${name}:istio`]: { reader: smiReader(version, { isForAdapter: true }), counting: istioCounting },
    [`${name}:linkerd`]: { reader: smiReader(version), counting: linkerdCounting },
  };
}

/** The names of all meshes that are played. */
export const playedMeshes: readonly string[] = Object.keys(MESHES);

/** How a mesh is played; throws for one that is not. */
export function playedMesh(name: string): PlayedMesh {
  const mesh = MESHES[name];
  if (mesh === undefined) {
    throw new Error(`the sandbox cannot play ${name}; it knows ${playedMeshes.join(', ')}`);
  }
  return mesh;
}
