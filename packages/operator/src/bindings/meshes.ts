import { Meshes } from '@flagger/controller';
import { MESHES } from '@flagger/meshes';
import { ContainerModule } from 'inversify';
import { TOKEN } from '../tokens.ts';
import { all, madeOf } from './made-of.ts';

/** Every mesh there is, and which of them a canary gets. What flags say to them is handed to each. */
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
