import {
  Conflict,
  mergePatchBetween,
  Unanswered,
  type Canaries,
  type Events,
  type KubeObject,
  type Objects,
  type RawCanary,
  type Ref,
} from '@flagger/api';
import type { Configs } from '@flagger/kubernetes';
import { isOf, objectKey, type Change, type MemoryCluster } from '@flagger/memory-cluster';
import { Caches } from './caches.ts';
import { Knowledge } from './knowledge.ts';
import { cacheKey, isRaw, named } from './names.ts';
import { ProcessConfigs, type Hashed } from './process-configs.ts';
import { taken } from './pruned.ts';
import { Requests, type RequestPorts } from './requests.ts';
import type { FeedPorts } from './watch-feed.ts';
import type { Applied, ToldEvent, TurnOf, Write, Written } from './write.ts';

export interface ClientPorts extends FeedPorts, RequestPorts {
  readonly server: MemoryCluster;
  /** Names of events that were written before, in every life. */
  readonly told: Set<string>;
  readonly onIssue: (write: Write) => void;
  readonly onApplied: (write: Applied) => void;
  /** An event reached the server for the first time. */
  readonly onEvent: (event: ToldEvent, write: Write) => void;
  /** An event did not reach it, as far as the process knows. */
  readonly onRefused: (event: ToldEvent, write: Write) => void;
}

/**
 * The cluster as one process sees it: in-memory ports on the real cache, over an API server and a network that fail.
 */
export class ClusterClient {
  private readonly requests: Requests;
  private readonly caches: Caches;
  private readonly hashed: Hashed = new WeakMap();
  private readonly turns = new Map<string, TurnOf>();

  constructor(private readonly ports: ClientPorts) {
    this.requests = new Requests(ports);
    this.caches = new Caches(ports, this.requests);
  }

  /** Resolves once the canaries are known. */
  start(): Promise<void> {
    return this.caches.of('Canary').ready();
  }

  changed(change: Change): void {
    this.caches.changed(change);
  }

  /** As `takeOver` of a cluster: the canaries anew, and then what they are made of. */
  takeOver(): Promise<void> {
    return this.caches.relist();
  }

  /** A turn begins: it knows nothing yet. */
  beginTurn(key: string): void {
    const others = this.canaries.keys().filter((each) => each !== key);
    this.turns.set(key, {
      known: new Knowledge(),
      canary: this.canaries.read(key),
      others: others.flatMap((each) => this.canaries.read(each) ?? []),
      isExplaining: false,
    });
  }

  /** The turn of this canary failed, and it is told why. */
  beginExplaining(key: string): void {
    this.turns.set(key, { ...this.turnOf(key), isExplaining: true });
  }

  /** What the turn of this canary that is under way, or was the last, knows. */
  knownOf(key: string): Knowledge {
    return this.turnOf(key).known;
  }

  private turnOf(key: string): TurnOf {
    return this.turns.get(key) ?? { known: new Knowledge(), canary: undefined, others: [], isExplaining: false };
  }

  forget(canaryKey: string): void {
    this.caches.forget(canaryKey);
  }

  readonly canaries: Canaries = {
    keys: () => this.caches.of('Canary').cache.keys(),
    read: (key) => {
      const found = this.caches.of('Canary').cache.read(key);
      return found.state === 'kept' && isRaw(found.object) ? found.object : undefined;
    },
    writeStatus: (canary, status) =>
      this.writeCanary(canary, 'status', {
        metadata: { resourceVersion: canary.metadata.resourceVersion },
        status: mergePatchBetween(canary.status, status) ?? {},
      }),
    writeMetadata: (canary, metadata) =>
      this.writeCanary(canary, 'metadata', {
        metadata: { ...metadata, resourceVersion: canary.metadata.resourceVersion },
      }),
  };

  readonly events: Events = {
    write: async (canary, event) => {
      const write = this.issue(
        'create',
        { apiVersion: 'v1', kind: 'Event', metadata: { name: event.id, namespace: canary.metadata.namespace } },
        cacheKey(canary),
      );
      const apply = (): void => {
        if (!this.ports.told.has(event.id)) {
          this.ports.told.add(event.id);
          this.ports.onEvent(event, write);
        }
      };
      try {
        // that there is one already is what was wanted
        await this.requests.write({
          what: `event ${event.message}`,
          namespace: canary.metadata.namespace,
          conflict: 'refused',
          apply,
        });
      } catch (error) {
        if (!this.ports.told.has(event.id)) {
          this.ports.onRefused(event, write);
        }
        throw error;
      }
    },
  };

  objects(canaryKey: string): Objects {
    return {
      read: <T extends KubeObject>(ref: Ref) => this.read<T>(ref, canaryKey),
      confirm: <T extends KubeObject>(ref: Ref) => this.read<T>(ref, canaryKey),
      create: async <T extends KubeObject>(object: T) => {
        try {
          return await this.write<T>(
            { verb: 'create', ref: object, apply: () => this.ports.server.create(object, 'operator') },
            canaryKey,
          );
        } catch (error) {
          await this.caches.failed(object, error, Conflict);
          throw error;
        }
      },
      patch: <T extends KubeObject>(ref: Ref, changes: object) =>
        this.write<T>(
          { verb: 'patch', ref, apply: () => this.ports.server.patch(ref, changes, { by: 'operator' }) },
          canaryKey,
        ),
      replace: <T extends KubeObject>(object: T) =>
        this.write<T>(
          { verb: 'replace', ref: object, apply: () => this.ports.server.replace(object, 'operator') },
          canaryKey,
        ),
      remove: (ref) => this.remove(ref, canaryKey),
    };
  }

  configs(canaryKey: string): Configs {
    const { caches, requests, hashed } = this;
    const { server } = this.ports;
    return new ProcessConfigs({ server, requests, caches, hashed, known: () => this.knownOf(canaryKey) }, canaryKey);
  }

  private async read<T extends KubeObject>(ref: Ref, canaryKey: string): Promise<T | undefined> {
    const isConfig = ref.kind === 'ConfigMap' || ref.kind === 'Secret';
    const found = isConfig
      ? await this.requests.read(named(ref), () => this.ports.server.get(ref))
      : await this.caches.read(ref, canaryKey);
    this.knownOf(canaryKey).saw(objectKey(ref), found);
    return found && isOf<T>(found, ref) ? found : undefined;
  }

  private async writeCanary(canary: RawCanary, part: 'status' | 'metadata', changes: object): Promise<RawCanary> {
    const key = cacheKey(canary);
    const how = { by: 'operator', part: part === 'status' ? 'status' : 'spec' } as const;
    const apply = (): KubeObject => this.ports.server.patch(canary, taken(canary, changes, this.ports), how);
    const written = await this.write<KubeObject>({ verb: part, ref: canary, apply }, key);
    if (!isRaw(written)) {
      throw new Error('the answer is no Canary');
    }
    return written;
  }

  private async write<T extends KubeObject>({ verb, ref, apply }: Written, canaryKey: string): Promise<T> {
    const { cache } = this.caches.served(ref);
    cache.claim(cacheKey(ref), canaryKey);
    const echo = cache.writing(cacheKey(ref), canaryKey);
    const write = this.issue(verb, ref, canaryKey);
    try {
      const object = await this.requests.write({
        what: `${verb} ${named(ref)}`,
        namespace: ref.metadata.namespace,
        apply: () => this.applied(write, apply),
      });
      echo.wrote(object);
      write.known.saw(objectKey(ref), object);
      if (!isOf<T>(object, ref)) {
        throw new Error('the answer is of another kind');
      }
      return object;
    } catch (error) {
      echo.failed();
      await this.caches.failed(ref, error, Unanswered);
      throw error;
    }
  }

  private async remove(ref: Ref, canaryKey: string): Promise<void> {
    const { server } = this.ports;
    const echo = this.caches.served(ref).cache.writing(cacheKey(ref), canaryKey);
    const write = this.issue('remove', ref, canaryKey);
    try {
      await this.requests.write({
        what: `remove ${named(ref)}`,
        namespace: ref.metadata.namespace,
        apply: () =>
          this.applied(write, () => {
            server.remove(ref, 'operator');
            return undefined;
          }),
      });
    } finally {
      echo.failed();
    }
  }

  private applied<R extends KubeObject | undefined>(write: Write, apply: () => R): R {
    const before = this.ports.server.get(write.ref);
    const after = apply();
    this.ports.onApplied({ ...write, before, after });
    return after;
  }

  private issue(verb: Write['verb'], ref: Ref, canaryKey: string): Write {
    const turn = this.turnOf(canaryKey);
    const write = { verb, ref, ...turn, canaryNow: turn.canary && this.canaries.read(canaryKey) };
    this.ports.onIssue(write);
    return write;
  }
}
