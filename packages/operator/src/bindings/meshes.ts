import { Meshes } from '@flagger/controller';
import { appmesh, appmeshV1beta2 } from '@flagger/provider-appmesh';
import { gatewayapi } from '@flagger/provider-gatewayapi';
import { contour } from '@flagger/provider-contour';
import { istio } from '@flagger/provider-istio';
import { kubernetes } from '@flagger/provider-kubernetes';
import { nginx } from '@flagger/provider-nginx';
import { smi } from '@flagger/provider-smi';
import { ContainerModule } from 'inversify';
import { TOKEN } from '../tokens.ts';
import { all, madeOf } from './made-of.ts';

/** The meshes; a new one is one line here. What flags say to them is handed to each. */
const MESHES = [istio, ...smi, appmesh, appmeshV1beta2, ...gatewayapi, kubernetes, nginx, contour];

/** Every mesh there is, and which of them a canary gets. */
export const meshes = new ContainerModule(({ bind }) => {
  MESHES.forEach((mesh) => bind(TOKEN.mesh).toConstantValue(mesh));
  bind(Meshes).toResolvedValue(
    ...madeOf(
      { providers: all(TOKEN.mesh), options: TOKEN.options },
      ({
        providers,
        options: {
          mesh: { provider, ...forMeshes },
        },
      }) => new Meshes(providers, provider, forMeshes),
    ),
  );
});
