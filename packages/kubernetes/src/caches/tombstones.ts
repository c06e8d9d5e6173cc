import type { KubeObject } from '@flagger/api';
import { isNewer } from './resource-version.ts';

/** Objects that are gone, so that news of them from before their end, still under way, cannot bring them back. */
export class Tombstones {
  private readonly graves = new Map<
    string,
    { readonly uid: string | undefined; readonly resourceVersion: string | undefined }
  >();

  add(key: string, { metadata }: KubeObject): void {
    this.graves.set(key, { uid: metadata.uid, resourceVersion: metadata.resourceVersion });
  }

  /** Whether this is news of an object that is gone: it bears the same uid, or is no newer than its end. */
  covers(key: string, { metadata }: KubeObject): boolean {
    const grave = this.graves.get(key);
    if (grave === undefined) {
      return false;
    }
    return (
      (grave.uid !== undefined && grave.uid === metadata.uid)
      || !isNewer(metadata.resourceVersion, grave.resourceVersion)
    );
  }

  delete(key: string): void {
    this.graves.delete(key);
  }
}
