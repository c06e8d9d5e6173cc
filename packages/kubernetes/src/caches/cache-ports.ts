import type { KubeObject } from '@flagger/api';

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
  /**
   * Every object, or each whose key is wanted, is kept and is of interest to the canary of the same key: for the
   * canaries themselves.
   */
  readonly keepsAll?: boolean | ((key: string) => boolean) | undefined;
  /** Objects that somebody will soon ask for: kept from the first list on, so that they need not be read one by one. */
  readonly expects?: ((key: string) => boolean) | undefined;
  /** The turn that a canary is in; needed where {@link Cache.endTurn} is called. */
  readonly turnOf?: ((canaryKey: string) => number) | undefined;
}
