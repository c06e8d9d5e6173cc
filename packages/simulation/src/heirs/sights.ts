import type { KubeObject } from '@flagger/api';
import { objectKey } from '@flagger/memory-cluster';
import { imageOf, textAt, type Applied, type Write } from '@flagger/simulated-cluster';
import { conditionIn } from '../places.ts';
import { APEX, PRIMARY } from '../scenario.ts';

/** Which Canaries know of a primary, so that they may not make one from a target that nobody looked at. */
export class Sights {
  /** Known to the operator that lives, and known to any. */
  private readonly seen = new Set<string>();
  private readonly kept = new Set<string>();
  /** What the primary ran last; empty where there was none. */
  image = '';
  /** Whether users were led to the primary: before, one that a Canary begins with is made as the target is. */
  hasServed = false;

  /** A turn of a canary writes: it has seen what it read. */
  wrote({ canary, known }: Write): void {
    if (canary && known.first(objectKey(PRIMARY)) !== undefined) {
      this.seen.add(canary.metadata.uid);
    }
  }

  /** A write took effect: what it says stays, whoever is killed. */
  applied(write: Applied): void {
    const { ref, after, canary } = write;
    const uid = canary?.metadata.uid ?? '';
    this.served(write);
    this.image = (objectKey(ref) === objectKey(PRIMARY) && imageOf(after)) || this.image;
    const owns = after?.metadata.ownerReferences?.some((owner) => owner.uid === uid) === true;
    const isNoted = conditionIn(after, 'Inherited') !== undefined;
    if (isNoted || (objectKey(ref) === objectKey(PRIMARY) && owns)) {
      this.kept.add(uid);
    }
  }

  private served({ ref, before, after, canary }: Applied): void {
    if (objectKey(ref) === objectKey(PRIMARY) && !before && canary && !this.has(canary)) {
      this.hasServed = false;
    }
    if (objectKey(ref) === objectKey(APEX) && textAt(after, 'spec', 'selector', 'app') === PRIMARY.metadata.name) {
      this.hasServed = true;
    }
  }

  /** Another operator begins, which knows nothing of before. */
  forget(): void {
    this.seen.clear();
  }

  has(canary: Pick<KubeObject, 'metadata'>): boolean {
    return this.isSeenBy(canary) || this.kept.has(canary.metadata.uid ?? '');
  }

  /** Whether the operator that lives saw a primary for this canary. */
  isSeenBy({ metadata: { uid = '' } }: Pick<KubeObject, 'metadata'>): boolean {
    return this.seen.has(uid);
  }
}
