import type { KubeObject, Ref } from '@flagger/api';
import { at } from '@flagger/simulated-cluster';
import { placeOf } from './places.ts';
import type { Mesh } from './meshes.ts';
import { refOfSplit } from './story-meshes.ts';

/**
 * The object whose shares people edit: of the name that the service has first, in the mesh that users are routed by. Nobody
 * edits what was left, or what nobody is led to yet.
 */
export function editedSplit(canary: KubeObject | undefined, mesh: Mesh): Ref | undefined {
  const place = placeOf(canary);
  const isElsewhere = place !== undefined && !mesh.provider.names.includes(place.provider);
  const isRenamed = at(canary?.spec, 'service', 'name') !== undefined;
  return isRenamed || isElsewhere ? undefined : refOfSplit(mesh);
}
