import { mergePatched, type Clock, type KubeObject } from '@flagger/api';
import {
  ApiError,
  type Client,
  type Listed,
  type Place,
  type Removal,
  type Resource,
  type WatchEvent,
  type WatchOptions,
} from '../src/client/index.ts';
import { objectOf } from '../src/client/resource.ts';
import { kindOf } from '../src/workloads/knative-kinds.ts';

/** A cluster in memory that keeps objects, tells their changes, and deletes what their owners leave behind. */
export class MemoryClient implements Client {
  /** What was written, e.g. `create Pod test/a`. */
  readonly writes: string[] = [];
  private readonly objects = new Map<string, KubeObject>();
  private readonly watchers = new Set<(kind: string, event: WatchEvent) => void>();
  private version = 0;

  constructor(private readonly clock: Clock) {}

  /** All objects of a kind, by name. */
  all<T extends KubeObject>(resource: Resource<T>): readonly T[] {
    const all = [...this.objects].filter(([key]) => key.startsWith(`${kindOf(resource)} `));
    return all.map(([, object]) => accepted(object, resource));
  }

  async get<T extends KubeObject>(resource: Resource<T>, place: Place): Promise<T | undefined> {
    const object = this.objects.get(keyAt(resource, place));
    return object === undefined ? undefined : accepted(object, resource);
  }

  async list(resource: Resource): Promise<Listed> {
    return { items: this.all(resource), resourceVersion: String(this.version) };
  }

  async create<T extends KubeObject>(resource: Resource<T>, object: KubeObject): Promise<T> {
    const key = keyAt(resource, object.metadata);
    if (this.objects.has(key)) {
      throw new ApiError(409, `${key} already exists`);
    }
    this.writes.push(`create ${key}`);
    const creationTimestamp = new Date(this.clock.now()).toISOString();
    const metadata = { ...object.metadata, uid: `uid-${this.version + 1}`, generation: 1, creationTimestamp };
    return accepted(this.store(key, { ...object, metadata }), resource);
  }

  async patch<T extends KubeObject>(resource: Resource<T>, place: Place, changes: object): Promise<T> {
    const key = keyAt(resource, place);
    const before = this.objects.get(key);
    if (before === undefined) {
      throw new ApiError(404, `${key} not found`);
    }
    this.writes.push(`patch ${key}${place.subresource === undefined ? '' : `/${place.subresource}`}`);
    const after = objectOf(mergePatched(before, changes), resource) ?? before;
    const isSpecSame = JSON.stringify(after.spec) === JSON.stringify(before.spec);
    const metadata = { ...after.metadata, generation: (before.metadata.generation ?? 1) + (isSpecSame ? 0 : 1) };
    return accepted(this.store(key, { ...after, metadata }), resource);
  }

  async remove(resource: Resource, place: Place, { uid }: Removal = {}): Promise<KubeObject | undefined> {
    const key = keyAt(resource, place);
    const object = this.objects.get(key);
    if (object === undefined || (uid !== undefined && object.metadata.uid !== uid)) {
      return undefined;
    }
    this.writes.push(`remove ${key}`);
    this.delete(key, object);
    return undefined;
  }

  async *watch(resource: Resource, { signal, since }: WatchOptions): AsyncGenerator<WatchEvent> {
    const kind = kindOf(resource);
    // what came between the list and now
    const events: WatchEvent[] = [...this.objects]
      .filter(([key, { metadata }]) => key.startsWith(`${kind} `) && Number(metadata.resourceVersion) > Number(since))
      .map(([, object]) => ({ type: 'changed', object }));
    let wake = (): void => undefined;
    const hear = (of: string, event: WatchEvent): void => {
      if (of === kind) {
        events.push(event);
      }
      wake();
    };
    this.watchers.add(hear);
    signal.addEventListener('abort', () => wake(), { once: true });
    while (!signal.aborted) {
      const event = events.shift();
      if (event !== undefined) {
        yield event;
      } else {
        await new Promise<void>((resolve) => (wake = resolve));
      }
    }
    this.watchers.delete(hear);
  }

  async close(): Promise<void> {
    await Promise.resolve();
  }

  private store(key: string, object: KubeObject): KubeObject {
    this.version += 1;
    const stored = { ...object, metadata: { ...object.metadata, resourceVersion: String(this.version) } };
    this.objects.set(key, stored);
    this.tell(key, { type: 'changed', object: stored });
    return stored;
  }

  private delete(key: string, object: KubeObject): void {
    this.objects.delete(key);
    this.version += 1;
    this.tell(key, {
      type: 'deleted',
      object: { ...object, metadata: { ...object.metadata, resourceVersion: String(this.version) } },
    });
    const orphans = [...this.objects].filter(([, { metadata }]) =>
      metadata.ownerReferences?.some(({ uid }) => uid === object.metadata.uid),
    );
    for (const [name, orphan] of orphans) {
      this.delete(name, orphan);
    }
  }

  private tell(key: string, event: WatchEvent): void {
    for (const hear of this.watchers) {
      hear(key.split(' ')[0] ?? '', event);
    }
  }
}

const keyAt = (resource: Resource, { namespace = '', name = '' }: Place): string =>
  `${kindOf(resource)} ${namespace}/${name}`;

function accepted<T extends KubeObject>(object: KubeObject, resource: Resource<T>): T {
  if (!resource.accepts(object)) {
    throw new Error(`this is no ${resource.kind} that we can work with: ${JSON.stringify(object)}`);
  }
  return object;
}
