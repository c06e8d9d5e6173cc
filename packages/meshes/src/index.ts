import type { MeshProvider } from '@flagger/api';
import { apisix } from '@flagger/provider-apisix';
import { appmesh, appmeshV1beta2 } from '@flagger/provider-appmesh';
import { contour } from '@flagger/provider-contour';
import { gatewayapi } from '@flagger/provider-gatewayapi';
import { gloo } from '@flagger/provider-gloo';
import { istio } from '@flagger/provider-istio';
import { knative } from '@flagger/provider-knative';
import { kubernetes } from '@flagger/provider-kubernetes';
import { kuma } from '@flagger/provider-kuma';
import { nginx } from '@flagger/provider-nginx';
import { skipper } from '@flagger/provider-skipper';
import { smi } from '@flagger/provider-smi';
import { traefik } from '@flagger/provider-traefik';

/** Every mesh there is; a new one is one line here. */
export const MESHES: readonly MeshProvider[] = [
  istio,
  ...smi,
  appmesh,
  appmeshV1beta2,
  ...gatewayapi,
  kubernetes,
  nginx,
  contour,
  traefik,
  skipper,
  apisix,
  gloo,
  kuma,
  knative,
];

const byName = new Map(MESHES.flatMap((mesh) => mesh.names.map((name) => [name, mesh] as const)));

/** The mesh of a name; undefined where there is none. */
export const meshCalled = (name: string | undefined): MeshProvider | undefined =>
  name === undefined ? undefined : byName.get(name);

/** All names of meshes. */
export const meshNames = (): readonly string[] => [...byName.keys()];
