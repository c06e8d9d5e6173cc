import type { KubeObject } from '@flagger/api';
import { isNewer } from './resource-version.ts';

interface Grave {
  readonly uid: string | undefined;
  readonly resourceVersion: string | undefined;
}

/** Objects that are gone, so that news of them from before their end, still under way, cannot bring them back. */
export class Tombstones {
  private graves = new Map<string, Grave>();
  /** Those from before the last time that they expired. */
  private old = new Map<string, Grave>();

  get size(): number {
    return this.graves.size + this.old.size;
  }

  add(key: string, { metadata }: KubeObject): void {
    this.graves.set(key, { uid: metadata.uid, resourceVersion: metadata.resourceVersion });
  }

  /** Whether this is news of an object that is gone: it bears the same uid, or is no newer than its end. */
  covers(key: string, { metadata }: KubeObject): boolean {
    const grave = this.graves.get(key) ?? this.old.get(key);
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
    this.old.delete(key);
  }

  /** Drops those that were there the last time already. Between two calls whatever was under way must have arrived. */
  expire(): void {
    this.old = this.graves;
    this.graves = new Map();
  }

  clear(): void {
    this.graves.clear();
    this.old.clear();
  }
}
