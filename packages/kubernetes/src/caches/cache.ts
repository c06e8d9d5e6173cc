import type { KubeObject } from '@flagger/api';
import type { CacheOptions, Write } from './cache-ports.ts';
import { KeptObjects, type Lookup } from './kept-objects.ts';
import { OwnWrites } from './own-writes.ts';
import type { Listing, Sink } from './sink.ts';
import { keyOf } from '../client/resource.ts';
import { isNewer } from './resource-version.ts';
import { Tombstones } from './tombstones.ts';
import { Wanted } from './wanted.ts';

/**
 * The objects of one kind that canaries are interested in, and of all others only their keys. No object ever goes
 * back in resourceVersion, whoever brings it: watch, list, GET or the answer of a write.
 */
export class Cache implements Sink {
  readonly wanted: Wanted;
  private readonly kept = new KeptObjects();
  private readonly ownWrites = new OwnWrites();
  private readonly tombstones = new Tombstones();
  private isListed = false;
  private isExpecting = true;

  constructor(private readonly options: CacheOptions) {
    this.wanted = new Wanted(options.keepsAll);
  }

  /** From now on this object is kept, and its changes wake this canary. */
  claim(key: string, canaryKey: string): void {
    this.wanted.claim(key, canaryKey, this.options.turnOf?.(canaryKey));
  }

  /** A turn of the canary is over: what it last read before turn `oldest`, and nobody else wants, is dropped. */
  endTurn(canaryKey: string, oldest: number): void {
    this.release(this.wanted.release(canaryKey, oldest));
  }

  /** The canary is gone: what only it wanted is dropped. */
  forget(canaryKey: string): void {
    this.release(this.wanted.forget(canaryKey));
  }

  /** The next list brings what is expected once more, as the first one did. */
  expectAgain(): void {
    this.isExpecting = true;
  }

  /** To be called from time to time: drops what wears out, and what canaries wanted that are not there any more. */
  sweep(isThere: (canaryKey: string) => boolean): void {
    this.tombstones.expire();
    for (const canaryKey of this.wanted.canaries()) {
      if (!isThere(canaryKey)) {
        this.forget(canaryKey);
      }
    }
  }

  /** Whether anybody wants to know of any object. */
  get isNeeded(): boolean {
    return this.wanted.isNeeded;
  }

  /** How much is remembered, by what it is: nothing of it may grow for ever. */
  get entries(): { readonly wanted: number; readonly kept: number; readonly tombstones: number } {
    return { wanted: this.wanted.size, kept: this.kept.size, tombstones: this.tombstones.size };
  }

  read(key: string): Lookup {
    return this.kept.read(key);
  }

  /** The keys of all kept objects. */
  keys(): readonly string[] {
    return this.kept.keys();
  }

  /** What a GET brought: enters unless something newer, a deletion, or a list without it came meanwhile. */
  fetched(object: KubeObject): void {
    const key = keyOf(object);
    if (!this.wanted.isWanted(key) || this.tombstones.covers(key, object) || this.kept.isPast(key, object)) {
      return;
    }
    const isFirst = !this.kept.has(key);
    // Who waits for a first GET reads it next; nobody else has seen the object yet.
    if (this.keep(key, object) && !isFirst) {
      this.wake(key, object);
    }
  }

  /**
   * One canary begins to write an object: what comes of it from the watch until {@link Write.wrote} may be the echo
   * of just that write.
   */
  writing(key: string, canaryKey: string): Write {
    const echo = this.ownWrites.begin(key, canaryKey);
    const end = (resourceVersion: string | undefined): void => {
      if (this.ownWrites.end(echo, resourceVersion)) {
        this.options.onChange(canaryKey);
      }
    };
    return {
      wrote: (object) => {
        this.wrote(object, canaryKey);
        end(object.metadata.resourceVersion);
      },
      removed: (uid) => {
        this.removed(key, uid, canaryKey);
        end(undefined);
      },
      failed: () => end(undefined),
    };
  }

  changed(object: KubeObject): void {
    const key = keyOf(object);
    if (this.tombstones.covers(key, object)) {
      return;
    }
    this.kept.exists(key);
    this.kept.heard(object);
    if (!this.wanted.isWanted(key) && !this.kept.has(key)) {
      return;
    }
    const isNews = this.keep(key, object);
    if (isNews || this.ownWrites.hear(key, object.metadata.resourceVersion)) {
      this.wake(key, object);
    }
    if (isNews) {
      this.ownWrites.settle(key);
    }
  }

  deleted(object: KubeObject): void {
    const key = keyOf(object);
    const kept = this.kept.get(key);
    const isOther = kept !== undefined && kept.metadata.uid !== object.metadata.uid;
    const isOld = isOther && isNewer(kept.metadata.resourceVersion, object.metadata.resourceVersion);
    if (isOld || this.tombstones.covers(key, object)) {
      return;
    }
    this.kept.heard(object);
    this.drop(key, object);
    this.wake(key, object);
  }

  listing(): Listing {
    const names = new Set<string>();
    return {
      add: (objects) => {
        for (const object of objects) {
          this.listed(object, names);
        }
      },
      done: (resourceVersion) => this.complete(names, resourceVersion),
    };
  }

  cleared(): void {
    this.kept.clear().forEach((key) => this.wake(key));
  }

  restored(): void {
    this.kept.doubt();
    this.tombstones.clear();
    this.ownWrites.clear();
  }

  private release(keys: readonly string[]): void {
    for (const key of keys) {
      this.kept.release(key);
      this.ownWrites.settle(key);
      this.tombstones.delete(key);
    }
  }

  private wrote(object: KubeObject, canaryKey: string): void {
    const key = keyOf(object);
    if (!this.wanted.isWanted(key) || this.tombstones.covers(key, object)) {
      return;
    }
    const before = this.kept.get(key)?.metadata.resourceVersion;
    if (!this.keep(key, object)) {
      return;
    }
    this.ownWrites.wrote(key, before, object.metadata.resourceVersion);
    this.wake(key, object, canaryKey);
  }

  private removed(key: string, uid: string | undefined, canaryKey: string): void {
    const object = this.kept.get(key);
    if (object === undefined || uid === undefined || object.metadata.uid !== uid) {
      return;
    }
    this.drop(key, object);
    this.wake(key, object, canaryKey);
  }

  private listed(object: KubeObject, names: Set<string>): void {
    const key = keyOf(object);
    names.add(key);
    const isExpected = this.isExpecting && this.options.expects?.(key) === true;
    const isOurs = this.wanted.isWanted(key) || this.kept.has(key) || isExpected;
    if (!isOurs || this.tombstones.covers(key, object)) {
      return;
    }
    // A list hides what happened between two writes, so it wakes for an object that we wrote just before.
    const isUnsure = this.ownWrites.isPending(key);
    // Before the first list is complete nobody has read anything, but canaries wait to be heard of.
    if ((this.keep(key, object) || isUnsure) && (this.isListed || this.wanted.isOwnKind)) {
      this.wake(key, object);
    }
    this.ownWrites.settle(key);
  }

  private complete(names: Set<string>, resourceVersion: string): void {
    for (const [key, object] of this.kept.listed(names, resourceVersion)) {
      this.drop(key, object);
      this.wake(key);
    }
    this.isListed = true;
    this.isExpecting = false;
  }

  /** Keeps an object if it is newer than what is kept; tells whether it was. */
  private keep(key: string, object: KubeObject): boolean {
    this.kept.exists(key);
    if (!this.kept.isNews(key, object)) {
      return false;
    }
    this.tombstones.delete(key);
    this.kept.keep(key, this.options.trim(object));
    return true;
  }

  private drop(key: string, object: KubeObject): void {
    this.kept.drop(key);
    this.ownWrites.settle(key);
    if (this.wanted.isWanted(key)) {
      this.tombstones.add(key, object);
    }
  }

  private wake(key: string, object?: KubeObject, except?: string): void {
    for (const canaryKey of this.wanted.wokenBy(key)) {
      if (canaryKey !== except && !this.ownWrites.hold(key, canaryKey, object?.metadata.resourceVersion)) {
        this.options.onChange(canaryKey);
      }
    }
  }
}
