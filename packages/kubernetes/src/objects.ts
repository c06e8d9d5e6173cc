import { Conflict, type KubeObject, type Objects, type Ref, Unanswered } from '@flagger/api';
import { apiErrorIn, isRecord } from './client/api-error.ts';
import type { Write } from './caches/cache-ports.ts';
import { confirmed } from './caches/confirmed.ts';
import { isConfig, type Kinds } from './caches/kinds.ts';
import { readNow } from './client/read-now.ts';
import { hasName, keyOf, placeName, type Resource, typed } from './client/resource.ts';
import type { Call, Transport } from './client/transport.ts';

export const MERGE_PATCH = 'application/merge-patch+json';
/** Whose changes these are, in `metadata.managedFields`. */
export const FIELD_MANAGER = { fieldManager: 'flagger' };

type WriteCall = Pick<Call, 'verb'> & Partial<Pick<Call, 'body' | 'contentType' | 'query'>> & { readonly at: Ref };

/**
 * The cluster's objects as one canary sees them. ConfigMaps and Secrets, whose data is not kept, cost a request at
 * each read.
 */
export class ClusterObjects implements Objects {
  constructor(
    private readonly kinds: Kinds,
    private readonly transport: Transport,
    private readonly canaryKey: string,
  ) {}

  async read<T extends KubeObject>(ref: Ref): Promise<T | undefined> {
    const resource = await this.located(ref);
    const found = await this.kinds.watch(resource, ref.metadata.namespace).read(keyOf(ref), this.canaryKey);
    const object =
      found !== undefined && isConfig(resource)
        ? await readNow(this.transport, { resource, place: ref.metadata })
        : found;
    return object !== undefined && isOf<T>(object, ref) ? object : undefined;
  }

  async confirm<T extends KubeObject>(ref: Ref): Promise<T | undefined> {
    const resource = await this.located(ref);
    if (isConfig(resource)) {
      return this.read<T>(ref);
    }
    const kind = this.kinds.watch(resource, ref.metadata.namespace);
    const found = await confirmed(kind, { key: keyOf(ref), canaryKey: this.canaryKey });
    return found !== undefined && isOf<T>(found, ref) ? found : undefined;
  }

  async create<T extends KubeObject>(object: T): Promise<T> {
    try {
      return await this.write<T>({ verb: 'create', at: object, body: object, query: FIELD_MANAGER });
    } catch (error) {
      if (error instanceof Conflict) {
        await this.started(await this.located(object), object)?.catchUp(keyOf(object));
      }
      throw error;
    }
  }

  async patch<T extends KubeObject>(ref: Ref, changes: object): Promise<T> {
    return this.write<T>({ verb: 'patch', at: ref, body: changes, contentType: MERGE_PATCH, query: FIELD_MANAGER });
  }

  async replace<T extends KubeObject>(object: T): Promise<T> {
    return this.write<T>({ verb: 'update', at: object, body: object, query: FIELD_MANAGER });
  }

  async remove(ref: Ref): Promise<void> {
    const resource = await this.located(ref);
    const write = this.started(resource, ref)?.writing(keyOf(ref), this.canaryKey);
    try {
      const answer = await this.transport.request({
        verb: 'delete',
        resource,
        place: ref.metadata,
        body: { propagationPolicy: 'Background' },
      });
      // What finalizers hold back comes as the object, what is gone as a Status.
      if (hasName(answer) && isTerminating(answer)) {
        write?.wrote(typed(answer, resource));
      } else {
        write?.removed(uidIn(answer));
      }
    } catch (error) {
      write?.failed();
      if (apiErrorIn(error)?.status !== 404) {
        throw error;
      }
    }
  }

  private async write<T extends KubeObject>({ at, ...call }: WriteCall): Promise<T> {
    const resource = await this.located(at);
    const kind = this.started(resource, at);
    const object = await written(kind?.writing(keyOf(at), this.canaryKey), async () =>
      parsed(await this.transport.request({ ...call, resource, place: at.metadata }), resource),
    ).catch(async (error: unknown) => {
      // it may have been done, and the watch may be late
      if (error instanceof Unanswered) {
        await kind?.catchUp(keyOf(at));
      }
      throw error;
    });
    if (!isOf<T>(object, at)) {
      throw new Error(`writing ${placeName(resource, at.metadata)}: the answer is of another kind`);
    }
    return object;
  }

  private started(resource: Resource, { metadata }: Ref): ReturnType<Kinds['started']> {
    return this.kinds.started(resource, metadata.namespace);
  }

  private async located(ref: Ref): Promise<Resource> {
    const resource = await this.kinds.resource(ref);
    if (resource.namespaced !== (ref.metadata.namespace !== undefined)) {
      throw new Error(
        `${ref.kind} ${ref.metadata.name} ${resource.namespaced ? 'needs a namespace' : 'has no namespace'}`,
      );
    }
    return resource;
  }
}

/** Does a write that the cache knows to be under way, and tells it the answer. */
export async function written(write: Write | undefined, send: () => Promise<KubeObject>): Promise<KubeObject> {
  try {
    const object = await send();
    write?.wrote(object);
    return object;
  } catch (error) {
    write?.failed();
    throw error;
  }
}

/** An answer as an object of its resource. */
export function parsed(answer: unknown, resource: Resource): KubeObject {
  if (!hasName(answer)) {
    throw new Error(`the API server's answer is no ${resource.kind}`);
  }
  return typed(answer, resource);
}

/** Who asks for a kind names the fields of it that it touches; the API server vouches for their types. */
const isOf = <T extends KubeObject>(object: KubeObject, { kind }: Ref): object is T => object.kind === kind;

const isTerminating = ({ metadata }: Pick<KubeObject, 'metadata'>): boolean =>
  metadata.deletionTimestamp !== undefined && (metadata.finalizers ?? []).length > 0;

function uidIn(answer: unknown): string | undefined {
  if (hasName(answer)) {
    return answer.metadata.uid;
  }
  const details = isRecord(answer) ? answer.details : undefined;
  return isRecord(details) && typeof details.uid === 'string' ? details.uid : undefined;
}
