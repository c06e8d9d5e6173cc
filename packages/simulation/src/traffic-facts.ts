import type { KubeObject } from '@flagger/api';
import type { Author } from '@flagger/memory-cluster';
import type { Mesh } from './meshes.ts';
import { shareOf } from './story-meshes.ts';

/** How users are routed, by the mesh's own object. */
export interface Traffic {
  /** Most that any list gives the canary, percent. */
  readonly share: number;
  readonly isMirrored: boolean;
  readonly by: Author;
  /** Since when the canary gets nothing, ms; undefined while it gets something. */
  readonly calmSince: number | undefined;
}

const NOBODY: Traffic = { share: 0, isMirrored: false, by: 'cluster', calmSince: 0 };

/** How users are routed in each mesh. */
export class TrafficFacts {
  private readonly byMesh = new Map<Mesh, Traffic>();

  in(mesh: Mesh): Traffic {
    return this.byMesh.get(mesh) ?? NOBODY;
  }

  /** The object that splits was changed, or is gone. */
  changed(
    mesh: Mesh,
    object: KubeObject | undefined,
    { by, now }: { readonly by: Author; readonly now: number },
  ): void {
    const share = shareOf(object, mesh);
    const isMirrored = object !== undefined && (mesh.split?.isMirrored(object) ?? false);
    const isCalm = share === 0 && !isMirrored;
    const calmSince = isCalm ? (this.in(mesh).calmSince ?? now) : undefined;
    this.byMesh.set(mesh, { share, isMirrored, by, calmSince });
  }
}
