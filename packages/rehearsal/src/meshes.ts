import type { MeshProvider } from '@flagger/api';
import { MESHES } from '@flagger/meshes';

/** The meshes that can be rehearsed: those that bring no workloads of their own, of which the objects alone say who goes where. */
export const REHEARSED: readonly MeshProvider[] = MESHES.filter((mesh) => mesh.workloads === undefined);

/** By a name that a Canary may give; undefined where it cannot be rehearsed. */
export const meshCalled = (name: string): MeshProvider | undefined =>
  REHEARSED.find(({ names }) => names.includes(name));

/** All names that a Canary may give. */
export const meshNames = (): readonly string[] => REHEARSED.flatMap(({ names }) => names);
