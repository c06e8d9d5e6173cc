import type { KubeObject } from '@flagger/api';
import { isNewer } from './resource-version.ts';

/** What the cache knows of a key. `unfetched`: there is such an object, but nobody was interested in it until now. */
export type Lookup =
  | { readonly state: 'kept'; readonly object: KubeObject }
  | { readonly state: 'none' }
  | { readonly state: 'unfetched' };

/** The objects of one kind that are kept, none of which goes back in resourceVersion, and the keys of all there are. */
export class KeptObjects {
  private readonly kept = new Map<string, KubeObject>();
  private names = new Set<string>();
  /** Kept, but from before the cluster went back: anything is newer. */
  private readonly doubted = new Set<string>();
  /** The newest resourceVersion that a list or the watch has brought: {@link names} is no older. */
  private seen: string | undefined;

  read(key: string): Lookup {
    const object = this.kept.get(key);
    if (object !== undefined) {
      return { state: 'kept', object };
    }
    return { state: this.names.has(key) ? 'unfetched' : 'none' };
  }

  get(key: string): KubeObject | undefined {
    return this.kept.get(key);
  }

  has(key: string): boolean {
    return this.kept.has(key);
  }

  /** How many are kept. */
  get size(): number {
    return this.kept.size;
  }

  /** The keys of those that are kept. */
  keys(): readonly string[] {
    return [...this.kept.keys()];
  }

  /** There is such an object. */
  exists(key: string): void {
    this.names.add(key);
  }

  /** The watch brought this object, or its end. */
  heard({ metadata: { resourceVersion } }: KubeObject): void {
    if (this.seen !== undefined && isNewer(resourceVersion, this.seen)) {
      this.seen = resourceVersion;
    }
  }

  /** Whether this object was gone already by what was seen last: there is none of its key, and it is no news. */
  isPast(key: string, { metadata }: KubeObject): boolean {
    return this.seen !== undefined && !this.names.has(key) && !isNewer(metadata.resourceVersion, this.seen);
  }

  /** Whether this object is newer than what is kept under its key, or the first. */
  isNews(key: string, { metadata }: KubeObject): boolean {
    const before = this.kept.get(key);
    return (
      before === undefined
      || this.doubted.has(key)
      || isNewer(metadata.resourceVersion, before.metadata.resourceVersion)
    );
  }

  keep(key: string, object: KubeObject): void {
    this.kept.set(key, object);
    this.doubted.delete(key);
  }

  /** Nobody is interested any more; the object is still there. */
  release(key: string): void {
    this.kept.delete(key);
    this.doubted.delete(key);
  }

  /** The object is gone. */
  drop(key: string): void {
    this.names.delete(key);
    this.release(key);
  }

  /** A list of all there was at this resourceVersion: gives what is kept and gone since. */
  listed(names: Set<string>, resourceVersion: string): readonly (readonly [string, KubeObject])[] {
    const gone: (readonly [string, KubeObject])[] = [];
    for (const [key, object] of this.kept) {
      if (names.has(key)) {
        continue;
      }
      if (!this.doubted.has(key) && isNewer(object.metadata.resourceVersion, resourceVersion)) {
        names.add(key);
      } else {
        gone.push([key, object]);
      }
    }
    this.names = names;
    this.seen = resourceVersion;
    this.doubted.clear();
    return gone;
  }

  /** The cluster went back: until the next list what is kept is all there is, but says nothing of what is newer. */
  doubt(): void {
    this.kept.forEach((_, key) => this.doubted.add(key));
    this.seen = undefined;
  }

  /** Nothing is there any more; gives the keys of what was kept. */
  clear(): readonly string[] {
    const keys = this.keys();
    this.kept.clear();
    this.doubted.clear();
    this.names = new Set();
    this.seen = undefined;
    return keys;
  }
}
