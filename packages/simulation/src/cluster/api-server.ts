import { Conflict, Wait, type KubeObject, type ObjectMeta, type Ref } from '@flagger/api';
import { isObject, isSame, merged, plain } from '../json.ts';

/** Who changed something: the operator, a person by hand, or Kubernetes itself. */
export type Author = 'operator' | 'hand' | 'cluster';

/** What happened to one object. */
export interface Change {
  readonly type: 'changed' | 'deleted';
  readonly object: KubeObject;
  readonly before: KubeObject | undefined;
  readonly by: Author;
}

/**
 * An API server in memory: resourceVersion, generation, uid, finalizers and conflicts as the real one has them. What
 * it gives is never mutated.
 */
export class ApiServer {
  private readonly objects = new Map<string, KubeObject>();
  private readonly listeners: ((change: Change) => void)[] = [];
  private counted = 0;

  constructor(private readonly now: () => number) {}

  /** The newest resourceVersion there is. */
  get version(): string {
    return String(this.counted);
  }

  onChange(listener: (change: Change) => void): void {
    this.listeners.push(listener);
  }

  get(ref: Ref): KubeObject | undefined {
    return this.objects.get(keyOf(ref));
  }

  list(kind: string): readonly KubeObject[] {
    return [...this.objects.values()].filter((object) => object.kind === kind);
  }

  all(): readonly KubeObject[] {
    return [...this.objects.values()];
  }

  create(object: KubeObject, by: Author): KubeObject {
    if (this.get(object)) {
      throw new Conflict(`creating ${named(object)}: it exists`);
    }
    const { status: _, ...wanted } = plainObject(object);
    const metadata = {
      ...wanted.metadata,
      uid: wanted.metadata.uid ?? `uid-${this.counted + 1}`,
      generation: 1,
      creationTimestamp: this.time(),
    };
    return this.store({ ...wanted, metadata }, undefined, by);
  }

  /** Merge patch of all but the status, or with `part` of nothing but that. */
  patch(
    ref: Ref,
    changes: object,
    { by, part = 'spec' }: { readonly by: Author; readonly part?: 'spec' | 'status' },
  ): KubeObject {
    const live = this.live(ref, 'patching', versionIn(changes));
    const { metadata, ...rest }: { readonly metadata?: object } = changes;
    const next = asObject(merged(live, { ...rest, metadata: { ...metadata, resourceVersion: undefined } }));
    return this.update(live, part === 'status' ? { ...live, status: next.status } : { ...next, ...statusOf(live) }, by);
  }

  replace(object: KubeObject, by: Author): KubeObject {
    const live = this.live(object, 'replacing', object.metadata.resourceVersion);
    return this.update(live, { ...plainObject(object), ...statusOf(live) }, by);
  }

  remove(ref: Ref, by: Author): void {
    const live = this.get(ref);
    if (!live) {
      return;
    }
    if (live.metadata.finalizers?.length) {
      if (live.metadata.deletionTimestamp === undefined) {
        this.store({ ...live, metadata: { ...live.metadata, deletionTimestamp: this.time() } }, live, by);
      }
      return;
    }
    this.objects.delete(keyOf(ref));
    const gone = { ...live, metadata: { ...live.metadata, resourceVersion: String(++this.counted) } };
    this.tell({ type: 'deleted', object: gone, before: live, by });
  }

  private live(ref: Ref, doing: string, version: string | undefined): KubeObject {
    const live = this.get(ref);
    if (!live) {
      throw new Wait(`${doing} ${named(ref)}: not found`);
    }
    if (version !== undefined && version !== live.metadata.resourceVersion) {
      throw new Conflict(`${doing} ${named(ref)}: it was changed meanwhile`);
    }
    return live;
  }

  private update(live: KubeObject, wanted: KubeObject, by: Author): KubeObject {
    const { uid, creationTimestamp, resourceVersion, generation = 1, deletionTimestamp } = live.metadata;
    const own = { uid, creationTimestamp, resourceVersion, deletionTimestamp };
    const isNewSpec = wanted.spec !== live.spec && !isSame(wanted.spec, live.spec);
    const metadata = asMetadata(
      plain({ ...wanted.metadata, ...own, generation: isNewSpec ? generation + 1 : generation }),
    );
    if (!isNewSpec && isSame({ ...wanted, metadata }, live)) {
      return live;
    }
    const spec = isNewSpec || live.spec === undefined ? {} : { spec: live.spec };
    const stored = this.store({ ...wanted, ...spec, metadata }, live, by);
    if (stored.metadata.deletionTimestamp !== undefined && !stored.metadata.finalizers?.length) {
      this.remove(stored, by);
    }
    return stored;
  }

  private store(object: KubeObject, before: KubeObject | undefined, by: Author): KubeObject {
    const stored = { ...object, metadata: { ...object.metadata, resourceVersion: String(++this.counted) } };
    this.objects.set(keyOf(object), stored);
    this.tell({ type: 'changed', object: stored, before, by });
    return stored;
  }

  private tell(change: Change): void {
    for (const listener of this.listeners) {
      listener(change);
    }
  }

  private time(): string {
    return timeText(this.now());
  }
}

/** RFC 3339 in whole seconds, as Kubernetes writes times. */
export const timeText = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`;

/** One of the simulated kinds stands for one group, so that its name says enough. */
export const keyOf = ({ kind, metadata }: Ref): string => `${kind} ${metadata.namespace ?? ''}/${metadata.name}`;

export const named = ({ kind, metadata }: Ref): string => `${kind} ${metadata.name}`;

const statusOf = ({ status }: KubeObject): { readonly status?: unknown } => (status === undefined ? {} : { status });

function versionIn(changes: object): string | undefined {
  const { metadata }: { readonly metadata?: Partial<ObjectMeta> } = changes;
  return metadata?.resourceVersion;
}

const plainObject = (object: KubeObject): KubeObject => asObject(plain(object));

function asObject(value: unknown): KubeObject {
  if (!isKubeObject(value)) {
    throw new Error('not an object of Kubernetes');
  }
  return value;
}

function asMetadata(value: unknown): ObjectMeta {
  if (!isObject(value) || typeof value.name !== 'string') {
    throw new Error('metadata without a name');
  }
  return { ...value, name: value.name };
}

const isKubeObject = (value: unknown): value is KubeObject =>
  isObject(value) && typeof value.kind === 'string' && isObject(value.metadata);
