import { MESHES } from '@flagger/meshes';

/** The kinds of which meshes make objects, as CRDs are called. */
export const routeKinds = (): ReadonlySet<string> => new Set(MESHES.flatMap(({ crds }) => crds));
