import type { KubeObject } from '@flagger/api';

/** Port: the cluster, as its user may see it. Each method is one request; errors say what was tried. */
export interface Cluster {
  /** Where names are looked for that come without a namespace. */
  readonly namespace: string;
  /** Undefined where there is no such object, or no such kind. */
  get(kind: string, place: Place): Promise<KubeObject | undefined>;
  /** All of a kind: of one namespace, or of all without one. Empty where the cluster has no such kind. */
  list(kind: string, asked: Listed): Promise<readonly KubeObject[]>;
  /** Merges into one object. */
  patch(kind: string, place: Place, changes: object): Promise<KubeObject>;
  create(kind: string, place: Partial<Place>, body: object): Promise<unknown>;
  /** Any path of the API server. */
  read(path: string): Promise<unknown>;
  /**
   * Canaries as they are now, and again after each change, until the signal aborts. A cluster that cannot be reached
   * for a while is asked again.
   */
  follow(asked: Listed, signal: AbortSignal): AsyncIterable<readonly KubeObject[]>;
  close(): Promise<void>;
}

export interface Place {
  readonly namespace?: string | undefined;
  readonly name: string;
}

export interface Listed {
  readonly namespace?: string | undefined;
  readonly labels?: string | undefined;
  readonly fields?: string | undefined;
}
