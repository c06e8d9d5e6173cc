import type { KubeObject } from '@flagger/api';
import type { Author } from '@flagger/memory-cluster';
import type { Mesh } from './meshes.ts';
import { shareOf, type Split } from './story-meshes.ts';

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

/** How users of each name of the service are routed in each mesh. */
export class TrafficFacts {
  private readonly byPlace = new Map<string, Traffic>();

  in(split: Split): Traffic {
    return this.byPlace.get(keyOf(split)) ?? NOBODY;
  }

  /** Everywhere that users were ever routed. */
  get all(): readonly Traffic[] {
    return [...this.byPlace.values()];
  }

  /** The object that splits was changed, or is gone. */
  changed(at: Split, object: KubeObject | undefined, { by, now }: { readonly by: Author; readonly now: number }): void {
    const { mesh, apex } = at;
    const share = shareOf(object, mesh, apex);
    const isMirrored = object !== undefined && (mesh.split?.isMirrored(object) ?? false);
    const isCalm = share === 0 && !isMirrored;
    const calmSince = isCalm ? (this.in(at).calmSince ?? now) : undefined;
    this.byPlace.set(keyOf(at), { share, isMirrored, by, calmSince });
  }

  /**
   * Another Canary of the same name begins, with this split: it cannot know of what the one before left in another mesh
   * or under another name. That goes with the one before, but for objects that can have no owner (TrafficRoutes of Kuma),
   * and then the services that they led users of are gone.
   */
  begunIn(split: Split): void {
    for (const [key, traffic] of this.byPlace) {
      if (key !== keyOf(split)) {
        this.byPlace.set(key, { ...traffic, by: 'cluster' });
      }
    }
  }
}

const keyOf = ({ mesh, apex }: Split): string => `${mesh.name} ${apex}`;

/** Whether a change is about traffic: the mesh says in the same object whether it took it, and Knative's is the target itself. */
export const isRoutedOtherwise = ({ split }: Mesh, before: KubeObject | undefined, after: KubeObject): boolean =>
  before === undefined
  || JSON.stringify([split?.lists(before), split?.isMirrored(before)])
    !== JSON.stringify([split?.lists(after), split?.isMirrored(after)]);
