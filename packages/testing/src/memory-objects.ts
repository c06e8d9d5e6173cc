import { isDeepStrictEqual } from 'node:util';
import { Conflict, type KubeObject, type ObjectMeta, type Objects, type Ref } from '@flagger/api';
import { mergePatch } from './merge-patch.ts';

/**
 * A write that came through the port, in the order in which they came; also the ones that were refused or changed
 * nothing.
 */
export interface Write {
  readonly verb: 'create' | 'patch' | 'replace' | 'remove';
  readonly ref: Ref;
  /** The object or the changes as sent; undefined for `remove`. */
  readonly body?: unknown;
}

export interface MemorySettings {
  /** What is there at the beginning; `status` and metadata are taken as they are. */
  readonly objects?: readonly KubeObject[];
  /**
   * Called before each write is applied and again after it: what it throws is what the writer gets, as if the process
   * or the connection died there.
   */
  readonly fail?: (write: Write, moment: 'before' | 'after') => void;
  /** Milliseconds since the epoch, for `creationTimestamp`; the epoch by default. */
  readonly now?: () => number;
}

/**
 * Port {@link Objects} in memory, for tests: behaves as an API server with a cache that is never late. Counts
 * resourceVersion over all objects, counts generation with each change of `spec`, leaves `status` to {@link
 * MemoryObjects.set}, and applies no defaults. What it gives is deeply frozen.
 */
export class MemoryObjects implements Objects {
  /** Every write through the port; cut it with `writes.length = 0`. */
  readonly writes: Write[] = [];
  private readonly stored = new Map<string, KubeObject>();
  private readonly listeners = new Set<(ref: Ref) => void>();
  private readonly settings: MemorySettings;
  private version = 0;

  constructor(settings: MemorySettings = {}) {
    this.settings = settings;
    settings.objects?.forEach((object) => this.set(object));
  }

  /** Puts an object as it is, as if somebody else had done so: created, or its former self replaced, status too. */
  set<T extends KubeObject>(object: T): T {
    return this.store(object, this.stored.get(keyOf(object)));
  }

  /** Deletes an object as if somebody else had done so. */
  delete(ref: Ref): void {
    if (this.stored.delete(keyOf(ref))) {
      this.tell(ref);
    }
  }

  /** What is there, without waiting. */
  peek<T extends KubeObject>(ref: Ref): T | undefined {
    return typed<T>(this.stored.get(keyOf(ref)));
  }

  /** Everything that is there, in the order of creation. */
  all(): readonly KubeObject[] {
    return [...this.stored.values()];
  }

  /**
   * Calls back with each object that was created, changed or deleted, after the change; the returned function stops
   * it.
   */
  onChange(listener: (ref: Ref) => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  async read<T extends KubeObject>(ref: Ref): Promise<T | undefined> {
    return this.peek<T>(ref);
  }

  async create<T extends KubeObject>(object: T): Promise<T> {
    return this.write({ verb: 'create', ref: refOf(object), body: object }, () => {
      if (this.stored.has(keyOf(object))) {
        throw new Conflict(`creating ${named(object)}: it exists`);
      }
      return this.store(withStatus(object, undefined), undefined);
    });
  }

  async patch<T extends KubeObject>(ref: Ref, changes: object): Promise<T> {
    return this.write({ verb: 'patch', ref: refOf(ref), body: changes }, () => {
      const live = this.demand(ref, 'patching', versionOf(changes));
      return this.store(withStatus(merged<T>(live, changes), live.status), live);
    });
  }

  async replace<T extends KubeObject>(object: T): Promise<T> {
    return this.write({ verb: 'replace', ref: refOf(object), body: object }, () => {
      if (object.metadata.resourceVersion === undefined) {
        throw new Error(`replacing ${named(object)}: it has no metadata.resourceVersion`);
      }
      const live = this.demand(object, 'replacing', object.metadata.resourceVersion);
      return this.store(withStatus(object, live.status), live);
    });
  }

  async remove(ref: Ref): Promise<void> {
    this.write({ verb: 'remove', ref: refOf(ref) }, () => this.delete(ref));
  }

  private write<R>(write: Write, apply: () => R): R {
    this.writes.push(frozen(structuredClone(write)));
    this.settings.fail?.(write, 'before');
    const result = apply();
    this.settings.fail?.(write, 'after');
    return result;
  }

  private demand(ref: Ref, doing: string, version: string | undefined): KubeObject {
    const live = this.stored.get(keyOf(ref));
    if (!live) {
      throw new Conflict(`${doing} ${named(ref)}: it does not exist`);
    }
    if (version !== undefined && version !== live.metadata.resourceVersion) {
      throw new Conflict(`${doing} ${named(ref)}: it was changed meanwhile`);
    }
    return live;
  }

  private store<T extends KubeObject>(object: T, live: KubeObject | undefined): T {
    // as the wire does: fields that are undefined are not there
    const wanted = JSON.parse(JSON.stringify(object)) as T;
    if (live && isDeepStrictEqual({ ...wanted, metadata: this.metadata(wanted, live) }, live)) {
      return typed<T>(live);
    }
    const stored = frozen({
      ...wanted,
      metadata: { ...this.metadata(wanted, live), resourceVersion: String(++this.version) },
    });
    this.stored.set(keyOf(object), stored);
    this.tell(object);
    return stored;
  }

  /** What the API server sets itself; at the beginning what the test gave. */
  private metadata({ metadata, spec }: KubeObject, live: KubeObject | undefined): ObjectMeta {
    if (!live) {
      const creationTimestamp = new Date(this.settings.now?.() ?? 0).toISOString().replace('.000Z', 'Z');
      return { generation: 1, creationTimestamp, uid: `uid-${this.version + 1}`, ...metadata };
    }
    const { uid, creationTimestamp, resourceVersion, generation = 1 } = live.metadata;
    const isChanged = !isDeepStrictEqual(spec, live.spec);
    const own = {
      ...(uid !== undefined && { uid }),
      ...(creationTimestamp !== undefined && { creationTimestamp }),
      ...(resourceVersion !== undefined && { resourceVersion }),
    };
    return { ...metadata, ...own, generation: isChanged ? generation + 1 : generation };
  }

  private tell(object: Ref): void {
    const ref = refOf(object);
    this.listeners.forEach((listener) => listener(ref));
  }
}

function refOf({ apiVersion, kind, metadata: { name, namespace } }: Ref): Ref {
  return { apiVersion, kind, metadata: { name, ...(namespace !== undefined && { namespace }) } };
}

/** Without the version of the API: a group serves one object under all of them. */
function keyOf({ apiVersion, kind, metadata }: Ref): string {
  const group = apiVersion.includes('/') ? apiVersion.split('/')[0] : '';
  return `${group}/${kind}/${metadata.namespace ?? ''}/${metadata.name}`;
}

const named = ({ kind, metadata }: Ref): string => `${kind} ${metadata.name}.${metadata.namespace ?? ''}`;

function versionOf(changes: object): string | undefined {
  const { metadata }: { readonly metadata?: Partial<ObjectMeta> } = changes;
  return metadata?.resourceVersion;
}

function withStatus<T extends KubeObject>(object: T, status: unknown): T {
  return { ...object, status };
}

/** Who reads knows the kind, and so the type, of what stands under a name. */
function typed<T extends KubeObject>(object: KubeObject): T;
function typed<T extends KubeObject>(object: KubeObject | undefined): T | undefined;
function typed<T extends KubeObject>(object: KubeObject | undefined): T | undefined {
  return object as T | undefined;
}

const merged = <T extends KubeObject>(live: KubeObject, changes: object): T => mergePatch(live, changes) as T;

function frozen<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) {
    return value;
  }
  Object.values(value).forEach(frozen);
  return Object.freeze(value);
}
