import {
  Conflict,
  isJsonObject,
  isSameJson,
  type KubeObject,
  mergePatched,
  type ObjectMeta,
  plainJson,
  type Ref,
  Wait,
} from '@flagger/api';
import { objectKey, objectName, timeText } from './names.ts';

/** Who changed something: the operator, a person by hand, or Kubernetes itself. */
export type Author = 'operator' | 'hand' | 'cluster';

/** What happened to one object. */
export interface Change {
  readonly type: 'changed' | 'deleted';
  /** As it is now; what was deleted bears the resourceVersion of its end. */
  readonly object: KubeObject;
  readonly before: KubeObject | undefined;
  readonly by: Author;
}

/** What of an object a patch may change: all but the status, or nothing but that. */
export type Part = 'spec' | 'status';

export interface MemoryClusterSettings {
  /** Milliseconds since the epoch, for the times that the server sets; the epoch by default. */
  readonly now?: () => number;
  /** Where resourceVersions begin, for who wants to tell them from other numbers. */
  readonly firstVersion?: number;
}

/**
 * A Kubernetes cluster in memory: resourceVersion, generation, uid, finalizers and conflicts as the API server has
 * them, and no defaults. An object is found under every version of its API. What it gives is deeply frozen; a part
 * that did not change stays the same value.
 */
export class MemoryCluster {
  private readonly objects = new Map<string, KubeObject>();
  private readonly listeners = new Set<(change: Change) => void>();
  private readonly now: () => number;
  private counted: number;

  constructor({ now = () => 0, firstVersion = 0 }: MemoryClusterSettings = {}) {
    this.now = now;
    this.counted = firstVersion;
  }

  /** The newest resourceVersion there is: that of a list of this moment. */
  get version(): string {
    return String(this.counted);
  }

  /** The watch: calls back with each change, after it; the returned function stops it. */
  onChange(listener: (change: Change) => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  get(ref: Ref): KubeObject | undefined {
    return this.objects.get(objectKey(ref));
  }

  list(kind: string): readonly KubeObject[] {
    return this.all().filter((object) => object.kind === kind);
  }

  /** Everything that is there, in the order of creation. */
  all(): readonly KubeObject[] {
    return [...this.objects.values()];
  }

  /** Throws a Conflict where it exists; a status is not taken. */
  create(object: KubeObject, by: Author): KubeObject {
    if (this.get(object)) {
      throw new Conflict(`creating ${objectName(object)}: it exists`);
    }
    const { status: _, ...wanted } = plainObject(object);
    const own = { generation: 1, creationTimestamp: timeText(this.now()) };
    return this.store({ ...wanted, metadata: { ...this.born(), ...wanted.metadata, ...own } }, undefined, by);
  }

  /**
   * Merge patch of one part. Throws a Conflict where it names another resourceVersion, and a Wait where there is no
   * such object.
   */
  patch(ref: Ref, changes: object, { by, part = 'spec' }: { readonly by: Author; readonly part?: Part }): KubeObject {
    const live = this.demand(ref, 'patching', versionIn(changes));
    const { metadata, status, ...rest }: { readonly metadata?: object; readonly status?: unknown } = changes;
    const wanted = part === 'status' ? { status } : { ...rest, metadata: { ...metadata, resourceVersion: undefined } };
    return this.update(live, asObject(mergePatched(live, wanted)), by);
  }

  /** Throws as {@link patch} does; a status is not taken. */
  replace(object: KubeObject, by: Author): KubeObject {
    const live = this.demand(object, 'replacing', object.metadata.resourceVersion);
    const { status: _, ...wanted } = plainObject(object);
    return this.update(live, { ...wanted, ...statusOf(live) }, by);
  }

  /** Removes an object, or only marks it while finalizers hold it; nothing happens where there is none. */
  remove(ref: Ref, by: Author): void {
    const live = this.get(ref);
    if (!live?.metadata.finalizers?.length) {
      this.drop(ref, by);
      return;
    }
    if (live.metadata.deletionTimestamp === undefined) {
      this.store({ ...live, metadata: { ...live.metadata, deletionTimestamp: timeText(this.now()) } }, live, by);
    }
  }

  /** Sets the scene: the object is as it is given, status and deletionTimestamp too, whether it was there or not. */
  put(object: KubeObject, by: Author): KubeObject {
    const live = this.get(object);
    const wanted = plainObject(object);
    if (live) {
      return this.change(live, wanted, by);
    }
    const own = { generation: 1, creationTimestamp: timeText(this.now()) };
    return this.store({ ...wanted, metadata: { ...own, ...this.born(), ...wanted.metadata } }, undefined, by);
  }

  /** Sets the scene: the object is gone, whatever holds it. */
  drop(ref: Ref, by: Author): void {
    const live = this.get(ref);
    if (!live || !this.objects.delete(objectKey(ref))) {
      return;
    }
    const metadata = { ...live.metadata, resourceVersion: String(++this.counted) };
    this.tell({ type: 'deleted', object: frozen({ ...live, metadata }), before: live, by });
  }

  private demand(ref: Ref, doing: string, version: string | undefined): KubeObject {
    const live = this.get(ref);
    if (!live) {
      throw new Wait(`${doing} ${objectName(ref)}: not found`);
    }
    if (version !== undefined && version !== live.metadata.resourceVersion) {
      throw new Conflict(`${doing} ${objectName(ref)}: it was changed meanwhile`);
    }
    return live;
  }

  /** What a request makes of an object: it cannot mark it as deleted, but may let go of it. */
  private update(live: KubeObject, wanted: KubeObject, by: Author): KubeObject {
    const { deletionTimestamp } = live.metadata;
    const isMarking = wanted.metadata.deletionTimestamp !== deletionTimestamp;
    const metadata = isMarking ? asMetadata(plainJson({ ...wanted.metadata, deletionTimestamp })) : wanted.metadata;
    const stored = this.change(live, { ...wanted, metadata }, by);
    if (deletionTimestamp !== undefined && stored !== live && !stored.metadata.finalizers?.length) {
      this.drop(stored, by);
    }
    return stored;
  }

  private change(live: KubeObject, wanted: KubeObject, by: Author): KubeObject {
    const { uid, creationTimestamp, resourceVersion, generation = 1 } = live.metadata;
    const own = { uid, creationTimestamp, resourceVersion };
    const isNewSpec = wanted.spec !== live.spec && !isSameJson(wanted.spec, live.spec);
    const metadata = asMetadata(
      plainJson({ ...wanted.metadata, ...own, generation: isNewSpec ? generation + 1 : generation }),
    );
    if (!isNewSpec && isSameJson({ ...wanted, metadata }, live)) {
      return live;
    }
    const spec = isNewSpec || live.spec === undefined ? {} : { spec: live.spec };
    return this.store({ ...wanted, ...spec, metadata }, live, by);
  }

  private store(object: KubeObject, before: KubeObject | undefined, by: Author): KubeObject {
    const metadata = { ...object.metadata, resourceVersion: String(++this.counted) };
    const stored = frozen({ ...object, metadata });
    this.objects.set(objectKey(object), stored);
    this.tell({ type: 'changed', object: stored, before, by });
    return stored;
  }

  private born(): Pick<ObjectMeta, 'uid'> {
    return { uid: `uid-${this.counted + 1}` };
  }

  private tell(change: Change): void {
    for (const listener of this.listeners) {
      listener(change);
    }
  }
}

const statusOf = ({ status }: KubeObject): { readonly status?: unknown } => (status === undefined ? {} : { status });

function versionIn(changes: object): string | undefined {
  const { metadata }: { readonly metadata?: Partial<ObjectMeta> } = changes;
  return metadata?.resourceVersion;
}

const plainObject = (object: KubeObject): KubeObject => asObject(plainJson(object));

function asObject(value: unknown): KubeObject {
  if (!isKubeObject(value)) {
    throw new Error('not an object of Kubernetes');
  }
  return value;
}

function asMetadata(value: unknown): ObjectMeta {
  if (!isJsonObject(value) || typeof value.name !== 'string') {
    throw new Error('metadata without a name');
  }
  return { ...value, name: value.name };
}

const isKubeObject = (value: unknown): value is KubeObject =>
  isJsonObject(value) && typeof value.kind === 'string' && isJsonObject(value.metadata);

/** So that a part that was kept from before is not looked at again. */
function frozen<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) {
    return value;
  }
  for (const part of Object.values(value)) {
    frozen(part);
  }
  return Object.freeze(value);
}
