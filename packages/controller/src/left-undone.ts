import type { Canary } from '@flagger/api';
import type { NamedMesh } from './meshes.ts';

/** What a Canary asks for and its mesh cannot do, as warnings; what else a mesh leaves undone it says itself. */
export const leftUndone = (
  { spec: { analysis } }: Canary,
  { name, capabilities }: Pick<NamedMesh, 'name' | 'capabilities'>,
): readonly string[] =>
  analysis.sessionAffinity && !capabilities.sticky
    ? [`Session affinity is not supported when using the ${name} provider: users may get both versions in turn`]
    : [];
