import type { KubeObject } from '@flagger/api';

/** Where a reflector tells what it sees. */
export interface Sink {
  /** A complete list begins; it counts only once it is `done`. */
  listing(): Listing;
  changed(object: KubeObject): void;
  deleted(object: KubeObject): void;
  /** The kind is no longer served: there are no objects of it. */
  cleared(): void;
  /** The cluster went back to what it was: the list that comes next counts, however old its versions are. */
  restored(): void;
}

export interface Listing {
  add(objects: readonly KubeObject[]): void;
  /** That was all there was at this resourceVersion. */
  done(resourceVersion: string): void;
}
