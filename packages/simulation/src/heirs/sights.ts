import type { KubeObject } from '@flagger/api';
import { objectKey } from '@flagger/memory-cluster';
import { imageOf, type Applied, type Write } from '@flagger/simulated-cluster';
import { conditionIn } from '../places.ts';
import { PRIMARY } from '../scenario.ts';

/** Which Canaries know of a primary, so that they may not make one from a target that nobody looked at. */
export class Sights {
  /** Known to the operator that lives, and known to any. */
  private readonly seen = new Set<string>();
  private readonly kept = new Set<string>();
  /** What the primary ran last; empty where there was none. */
  image = '';

  /** A turn of a canary writes: it has seen what it read. */
  wrote({ canary, known }: Write): void {
    if (canary && known.first(objectKey(PRIMARY)) !== undefined) {
      this.seen.add(canary.metadata.uid);
    }
  }

  /** A write took effect: what it says stays, whoever is killed. */
  applied({ ref, after, canary }: Applied): void {
    const uid = canary?.metadata.uid ?? '';
    this.image = (objectKey(ref) === objectKey(PRIMARY) && imageOf(after)) || this.image;
    const owns = after?.metadata.ownerReferences?.some((owner) => owner.uid === uid) === true;
    const isNoted = conditionIn(after, 'Inherited') !== undefined;
    if (isNoted || (objectKey(ref) === objectKey(PRIMARY) && owns)) {
      this.kept.add(uid);
    }
  }

  /** Another operator begins, which knows nothing of before. */
  forget(): void {
    this.seen.clear();
  }

  has({ metadata: { uid = '' } }: Pick<KubeObject, 'metadata'>): boolean {
    return this.seen.has(uid) || this.kept.has(uid);
  }
}
