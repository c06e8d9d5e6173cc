import { Conflict, type KubeObject, type Objects, type Ref } from '@flagger/api';
import { MemoryCluster, objectName } from '@flagger/memory-cluster';

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
 * Port {@link Objects} in memory, for tests: a {@link MemoryCluster} with a cache that is never late. Leaves `status`
 * to {@link MemoryObjects.set}.
 */
export class MemoryObjects implements Objects {
  /** Every write through the port; cut it with `writes.length = 0`. */
  readonly writes: Write[] = [];
  readonly cluster: MemoryCluster;
  private readonly settings: MemorySettings;

  constructor(settings: MemorySettings = {}) {
    this.settings = settings;
    this.cluster = new MemoryCluster(settings.now ? { now: settings.now } : {});
    settings.objects?.forEach((object) => this.set(object));
  }

  /** Puts an object as it is, as if somebody else had done so: created, or its former self replaced, status too. */
  set<T extends KubeObject>(object: T): T {
    return typed<T>(this.cluster.put(object, 'hand'));
  }

  /** Deletes an object as if somebody else had done so. */
  delete(ref: Ref): void {
    this.cluster.drop(ref, 'hand');
  }

  /** What is there, without waiting. */
  peek<T extends KubeObject>(ref: Ref): T | undefined {
    return typed<T>(this.cluster.get(ref));
  }

  /** Everything that is there, in the order of creation. */
  all(): readonly KubeObject[] {
    return this.cluster.all();
  }

  /**
   * Calls back with each object that was created, changed or deleted, after the change; the returned function stops
   * it.
   */
  onChange(listener: (ref: Ref) => void): () => void {
    return this.cluster.onChange(({ object }) => listener(refOf(object)));
  }

  async read<T extends KubeObject>(ref: Ref): Promise<T | undefined> {
    return this.peek<T>(ref);
  }

  async confirm<T extends KubeObject>(ref: Ref): Promise<T | undefined> {
    return this.peek<T>(ref);
  }

  async create<T extends KubeObject>(object: T): Promise<T> {
    return this.write({ verb: 'create', ref: refOf(object), body: object }, () =>
      typed<T>(this.cluster.create(object, 'operator')),
    );
  }

  async patch<T extends KubeObject>(ref: Ref, changes: object): Promise<T> {
    return this.write({ verb: 'patch', ref: refOf(ref), body: changes }, () => {
      this.mustExist(ref, 'patching');
      return typed<T>(this.cluster.patch(ref, changes, { by: 'operator' }));
    });
  }

  async replace<T extends KubeObject>(object: T): Promise<T> {
    return this.write({ verb: 'replace', ref: refOf(object), body: object }, () => {
      if (object.metadata.resourceVersion === undefined) {
        throw new Error(`replacing ${objectName(object)}: it has no metadata.resourceVersion`);
      }
      this.mustExist(object, 'replacing');
      return typed<T>(this.cluster.replace(object, 'operator'));
    });
  }

  async remove(ref: Ref): Promise<void> {
    this.write({ verb: 'remove', ref: refOf(ref) }, () => this.cluster.remove(ref, 'operator'));
  }

  private write<R>(write: Write, apply: () => R): R {
    this.writes.push(frozen(structuredClone(write)));
    this.settings.fail?.(write, 'before');
    const result = apply();
    this.settings.fail?.(write, 'after');
    return result;
  }

  /** What is gone moved on since the writer looked. */
  private mustExist(ref: Ref, doing: string): void {
    if (!this.cluster.get(ref)) {
      throw new Conflict(`${doing} ${objectName(ref)}: it does not exist`);
    }
  }
}

function refOf({ apiVersion, kind, metadata: { name, namespace } }: Ref): Ref {
  return { apiVersion, kind, metadata: { name, ...(namespace !== undefined && { namespace }) } };
}

/** Who reads knows the kind, and so the type, of what stands under a name. */
function typed<T extends KubeObject>(object: KubeObject): T;
function typed<T extends KubeObject>(object: KubeObject | undefined): T | undefined;
function typed<T extends KubeObject>(object: KubeObject | undefined): T | undefined {
  return object as T | undefined;
}

function frozen<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) {
    return value;
  }
  Object.values(value).forEach(frozen);
  return Object.freeze(value);
}
