/** Names one Kubernetes object of any kind. */
export interface Ref {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
}

/** The metadata that we read or write on any object. */
export interface ObjectMeta {
  readonly name: string;
  readonly namespace?: string;
  readonly uid?: string;
  readonly resourceVersion?: string;
  readonly generation?: number;
  readonly creationTimestamp?: string;
  readonly deletionTimestamp?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly finalizers?: readonly string[];
  readonly ownerReferences?: readonly OwnerReference[];
  /** Kept of Canaries only, and only of the annotations by which people ask for something. */
  readonly managedFields?: readonly ManagedFields[];
}

/** Whose tool wrote which annotations, and when it last did. */
export interface ManagedFields {
  readonly manager?: string;
  readonly time?: string;
  readonly fieldsV1?: { readonly 'f:metadata'?: { readonly 'f:annotations'?: Readonly<Record<string, object>> } };
}

export interface OwnerReference {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly uid: string;
  readonly controller?: boolean;
  readonly blockOwnerDeletion?: boolean;
}

/** A Kubernetes object; kinds that we know narrow `spec` to the fields that we touch. */
export interface KubeObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: ObjectMeta;
  readonly spec?: unknown;
  readonly status?: unknown;
}

/**
 * Port: Kubernetes objects of any kind, seen by one canary. What was read is watched from then on, and a change of it
 * wakes that canary. The answer of each write is what the next read gives. Failures: {@link Conflict} for 409, {@link
 * Wait} for what may pass (after retries), any other error for what will not.
 */
export interface Objects {
  /**
   * From the watch cache: no request, but for the first read of a kind. Undefined where there is no such object.
   * Never mutate what it gives.
   */
  read<T extends KubeObject>(ref: Ref): Promise<T | undefined>;
  /**
   * As {@link read}, for what is not to be called missing only because the watch is behind: where the cache has no such
   * object, one request of this canary asks for it, and no second one for as long as it keeps reading it.
   */
  confirm<T extends KubeObject>(ref: Ref): Promise<T | undefined>;
  /** Throws {@link Conflict} where an object of that name exists; the next read gives that one. */
  create<T extends KubeObject>(object: T): Promise<T>;
  /**
   * JSON merge patch (RFC 7386): a list is replaced as a whole, null removes, a field left out stays.
   * Put `metadata.resourceVersion` into the changes where a lost update would matter.
   */
  patch<T extends KubeObject>(ref: Ref, changes: object): Promise<T>;
  /** PUT of the whole object; its `metadata.resourceVersion` must be the one that was read. */
  replace<T extends KubeObject>(object: T): Promise<T>;
  /** Deletes the object; done where it does not exist. */
  remove(ref: Ref): Promise<void>;
}
