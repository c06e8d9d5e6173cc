import type { KubeObject, RawCanary, Ref } from '@flagger/api';
import { objectKey } from '@flagger/memory-cluster';
import { textAt } from '@flagger/simulated-cluster';
import { MESHES, type Mesh } from './meshes.ts';
import { releasedIn } from './released.ts';
import { NAME, NAMESPACE, OTHER_NAME } from './service-names.ts';

/** Who is split: those who call a name of the service, in a mesh. */
export interface Split {
  readonly mesh: Mesh;
  readonly apex: string;
}

/** The mesh that goes by a name in `spec.provider`. */
const meshCalled = (name: string): Mesh | undefined =>
  MESHES.find((mesh) => mesh.name === name || mesh.provider.names.includes(name));

/** The meshes that the Canary of one story names, one after the other. */
export class StoryMeshes {
  private readonly met: Mesh[];
  /** The one that the Canary names now, or named last. */
  now: Mesh;

  constructor(own: Mesh) {
    this.met = [own];
    this.now = own;
  }

  get all(): readonly Mesh[] {
    return this.met;
  }

  /** The Canary names one. */
  named(canary: KubeObject): void {
    this.now = this.of(canary);
    if (!this.met.includes(this.now)) {
      this.met.push(this.now);
    }
  }

  /** The mesh that a Canary names. */
  of(canary: KubeObject | RawCanary | undefined): Mesh {
    return meshCalled(textAt(canary?.spec, 'provider')) ?? this.now;
  }

  /** What this object splits: users of a name of the service, in a mesh. */
  splitsIn(ref: Ref): readonly Split[] {
    const key = objectKey(ref);
    return this.met.flatMap((mesh) =>
      [NAME, OTHER_NAME].flatMap((apex) =>
        mesh.split !== undefined && objectKey(refOfSplit(mesh, apex)) === key ? [{ mesh, apex }] : [],
      ),
    );
  }

  /** Those that a Canary may move to, whose objects nobody takes for those of a mesh that was there before. */
  get others(): readonly Mesh[] {
    const taken = new Set(this.met.flatMap(kindsOf));
    return MESHES.filter(
      (mesh) =>
        !this.met.includes(mesh)
        && releasedIn(mesh) === releasedIn(this.now)
        && kindsOf(mesh).every((kind) => !taken.has(kind)),
    );
  }
}

/** Lower case and plural, without the group. */
const kindsOf = ({ provider, split }: Mesh): readonly string[] => [
  ...provider.crds.map((name) => name.replace(/\..*/, '')),
  ...(split ? [`${split.kind.toLowerCase()}s`] : []),
];

/** The most that any list of an object gives the canary, percent. */
export function shareOf(object: KubeObject | undefined, { split }: Mesh, name = NAME): number {
  const lists = object ? (split?.lists(object) ?? []) : [];
  return Math.max(0, ...lists.flat().flatMap(({ to, weight }) => (to === `${name}-canary` ? [weight] : [])));
}

/** The object that splits traffic in a mesh, for a service of this name. */
export const refOfSplit = ({ split }: Mesh, name = NAME) => ({
  apiVersion: split?.apiVersion ?? '',
  kind: split?.kind ?? '',
  metadata: { name: split?.name?.(name) ?? name, ...(!split?.isOfCluster && { namespace: NAMESPACE }) },
});

/** Whether users of two names are split by the same object. */
export const isOneSplit = (mesh: Mesh, one: string, other: string): boolean =>
  objectKey(refOfSplit(mesh, one)) === objectKey(refOfSplit(mesh, other));
