import type { KubeObject } from '@flagger/api';
import { Interest } from './interest.ts';
import { KeptObjects, type Lookup } from './kept-objects.ts';
import { OwnWrites } from './own-writes.ts';
import type { Listing, Sink } from './reflector.ts';
import { keyOf } from '../client/resource.ts';
import { isNewer } from './resource-version.ts';
import { Tombstones } from './tombstones.ts';

/** A write by one canary, under way; exactly one of these ends it. */
export interface Write {
  /** The answer: enters at once, and wakes all others that are interested. */
  wrote(object: KubeObject): void;
  /** The object of this uid is gone; where the server did not say which it was, the watch will. */
  removed(uid: string | undefined): void;
  /** Nothing is known to have been written. */
  failed(): void;
}

export interface CacheOptions {
  /** What is worth keeping of an object. */
  readonly trim: (object: KubeObject) => KubeObject;
  /**
   * Called with the key of each canary that is interested in an object that changed, but not for what that canary
   * wrote itself.
   */
  readonly onChange: (canaryKey: string) => void;
  /** Every object is kept and is of interest to the canary of the same key: for the canaries themselves. */
  readonly keepsAll?: boolean | undefined;
  /** Objects that somebody will soon ask for: kept from the first list on, so that they need not be read one by one. */
  readonly expects?: ((key: string) => boolean) | undefined;
}

/**
 * The objects of one kind that canaries are interested in, and of all others only their keys. No object ever goes
 * back in resourceVersion, whoever brings it: watch, list, GET or the answer of a write.
 */
export class Cache implements Sink {
  private readonly interest = new Interest();
  private readonly kept = new KeptObjects();
  private readonly ownWrites = new OwnWrites();
  private readonly tombstones = new Tombstones();
  private isListed = false;

  constructor(private readonly options: CacheOptions) {}

  /** From now on this object is kept, and its changes wake this canary. */
  claim(key: string, canaryKey: string): void {
    this.interest.claim(key, canaryKey);
  }

  /** The canary is gone: what only it wanted is dropped. */
  forget(canaryKey: string): void {
    for (const key of this.interest.forget(canaryKey)) {
      this.kept.release(key);
      this.ownWrites.settle(key);
      this.tombstones.delete(key);
    }
  }

  read(key: string): Lookup {
    return this.kept.read(key);
  }

  /** The keys of all kept objects. */
  keys(): readonly string[] {
    return this.kept.keys();
  }

  /** What a GET brought: enters unless something newer, or a deletion, came meanwhile. */
  fetched(object: KubeObject): void {
    const key = keyOf(object);
    if (!this.isWanted(key) || this.tombstones.covers(key, object)) {
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
    if (!this.isWanted(key) && !this.kept.has(key)) {
      return;
    }
    const isNews = this.keep(key, object);
    if (isNews || this.ownWrites.isForeign(key, object.metadata.resourceVersion)) {
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
    if (isOther && isNewer(kept.metadata.resourceVersion, object.metadata.resourceVersion)) {
      return;
    }
    if (this.tombstones.covers(key, object)) {
      return;
    }
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
    for (const key of this.kept.clear()) {
      this.wake(key);
    }
  }

  private wrote(object: KubeObject, canaryKey: string): void {
    const key = keyOf(object);
    if (!this.isWanted(key) || this.tombstones.covers(key, object)) {
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
    const isExpected = !this.isListed && this.options.expects?.(key) === true;
    if (!this.isWanted(key) && !this.kept.has(key) && !isExpected) {
      return;
    }
    if (this.tombstones.covers(key, object)) {
      return;
    }
    // A list hides what happened between two writes, so it wakes for an object that we wrote just before.
    const isUnsure = this.ownWrites.isPending(key);
    // Before the first list is complete nobody has read anything, but canaries wait to be heard of.
    if ((this.keep(key, object) || isUnsure) && (this.isListed || this.options.keepsAll === true)) {
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
    if (this.isWanted(key)) {
      this.tombstones.add(key, object);
    }
  }

  private isWanted(key: string): boolean {
    return this.options.keepsAll === true || this.interest.has(key);
  }

  private wake(key: string, object?: KubeObject, except?: string): void {
    const canaries = this.options.keepsAll === true ? [key, ...this.interest.in(key)] : this.interest.in(key);
    for (const canaryKey of canaries) {
      if (canaryKey === except || this.ownWrites.holds(key, canaryKey, object?.metadata.resourceVersion)) {
        continue;
      }
      this.options.onChange(canaryKey);
    }
  }
}
