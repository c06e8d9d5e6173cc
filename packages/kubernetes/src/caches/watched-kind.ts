import { type KubeObject, type Log, NotInstalled, Wait } from '@flagger/api';
import { apiErrorIn } from '../client/api-error.ts';
import { Cache } from './cache.ts';
import type { CacheOptions, Write } from './cache-ports.ts';
import { readNow } from '../client/read-now.ts';
import { Reflector } from './reflector.ts';
import type { Restores } from './restores.ts';
import type { Mode, ReflectorTimings } from './reflector-options.ts';
import { METADATA_ONLY, type Resource } from '../client/resource.ts';
import type { Transport } from '../client/transport.ts';
import type { WatchHealth } from './watch-health.ts';
import { pause } from '../client/within.ts';

export interface WatchedKindOptions extends CacheOptions {
  readonly transport: Transport;
  readonly resource: Resource;
  /** Only this namespace; everywhere if undefined. */
  readonly namespace?: string | undefined;
  /** Whether nothing but the objects' metadata is asked for. */
  readonly isMetadataOnly?: boolean | undefined;
  /** Whether it is never read by name, however long the cluster refuses list or watch. */
  readonly isAlwaysWatched?: boolean | undefined;
  readonly log: Log;
  /** Who is told that the cluster went back in time. */
  readonly restores: Restores;
  /** Ends the watch. */
  readonly signal: AbortSignal;
  /** Whether the cluster's own word is that it serves the kind. */
  readonly isServed: () => Promise<boolean>;
  /** The cluster does not serve the kind any more. */
  readonly onAbsent: () => void;
  readonly timings?: (Partial<ReflectorTimings> & { readonly firstListMs?: number }) | undefined;
}

const FIRST_LIST_MS = 15_000;

/** One kind, in one namespace or all: watched into a cache, and read from there. */
export class WatchedKind {
  readonly cache: Cache;
  private reflector: Reflector;
  /** Ends the reflector of now. */
  private end = new AbortController();
  private readonly fetching = new Map<string, Promise<KubeObject | undefined>>();
  /** Canaries that did not wait for the first list any longer, or read by name: they have not seen what came since. */
  private readonly late = new Set<string>();
  private listed = announcement();

  constructor(private readonly options: WatchedKindOptions) {
    this.cache = new Cache(options);
    this.reflector = this.reflected();
    options.signal.addEventListener('abort', this.stop, { once: true });
  }

  /** Ends the watch for good. */
  readonly stop = (): void => {
    this.options.signal.removeEventListener('abort', this.stop);
    this.end.abort();
    // who waits for a list waits in vain
    this.listed.resolve();
  };

  /** Begins to watch, once. */
  start(): void {
    void this.reflector.run(this.options.signal.aborted ? this.options.signal : this.end.signal);
  }

  /**
   * Lists anew and watches from there; resolves once what is read is no older than the call, or it is known why it
   * cannot be read. Where more is expected than before, that is kept as well.
   */
  async relist({ isExpecting = false } = {}): Promise<void> {
    if (isExpecting) {
      this.cache.expectAgain();
    }
    this.end.abort();
    this.end = new AbortController();
    // who waits for the first list waits for this one now
    if (this.mode !== 'starting') {
      this.listed = announcement();
    }
    this.reflector = this.reflected(this.reflector.seen);
    this.start();
    do {
      await this.ready(this.options.signal);
    } while (this.mode === 'refused');
  }

  get mode(): Mode {
    return this.reflector.mode;
  }

  get resource(): Resource {
    return this.options.resource;
  }

  /** The newest resourceVersion that was listed or watched. */
  get seen(): string | undefined {
    return this.reflector.seen;
  }

  /** How the watch fares. */
  get health(): Pick<WatchHealth, 'ageMs' | 'trouble'> {
    return this.reflector.health;
  }

  /** Until the kind was listed, or it is known why it cannot be. */
  async ready(signal?: AbortSignal): Promise<void> {
    const end = new Promise<void>((resolve) => signal?.addEventListener('abort', () => resolve(), { once: true }));
    await Promise.race([this.listed.promise, end]);
    signal?.throwIfAborted();
  }

  /** The object as one canary sees it, which its changes wake from now on; undefined where there is none. */
  async read(key: string, canaryKey: string): Promise<KubeObject | undefined> {
    this.cache.claim(key, canaryKey);
    if (this.mode === 'starting') {
      await this.firstList(canaryKey);
    }
    if (this.mode === 'absent') {
      throw this.notInstalled();
    }
    if (this.mode === 'by-name') {
      this.late.add(canaryKey);
      return this.byName(key);
    }
    const found = this.cache.read(key);
    if (found.state !== 'unfetched') {
      return found.state === 'kept' ? found.object : undefined;
    }
    const fetched = await this.fetched(key);
    const now = this.cache.read(key);
    return now.state === 'kept' ? now.object : now.state === 'none' ? undefined : fetched;
  }

  /** The canary is gone: what only it wanted is dropped, and it is woken no more. */
  forget(canaryKey: string): void {
    this.late.delete(canaryKey);
    this.cache.forget(canaryKey);
  }

  /** To be called from time to time: drops what wears out, and what canaries wanted that are not there any more. */
  sweep(isThere: (canaryKey: string) => boolean): void {
    [...this.late].filter((key) => !isThere(key)).forEach((key) => this.late.delete(key));
    this.cache.sweep(isThere);
  }

  /** A canary begins to write an object of this kind, which it sees from now on. */
  writing(key: string, canaryKey: string): Write {
    this.cache.claim(key, canaryKey);
    return this.cache.writing(key, canaryKey);
  }

  /** The cluster has an object that the watch has not brought yet: asks for it, so that the next read gives it. */
  async catchUp(key: string): Promise<void> {
    await this.get(key).catch(() => undefined);
  }

  /** One GET for all who ask at the same time; its answer enters the cache. */
  fetched(key: string): Promise<KubeObject | undefined> {
    const under = this.fetching.get(key);
    if (under !== undefined) {
      return under;
    }
    const fetching = this.get(key).finally(() => this.fetching.delete(key));
    this.fetching.set(key, fetching);
    return fetching;
  }

  private reflected(seen?: string): Reflector {
    const { onAbsent, onChange } = this.options;
    const { signal } = this.end;
    const onMode = (mode: Mode): void => {
      if (signal.aborted) {
        return;
      }
      this.listed.resolve();
      if (mode === 'refused') {
        this.listed = announcement();
      }
      if (mode === 'absent') {
        onAbsent();
      }
      for (const canaryKey of this.late) {
        onChange(canaryKey);
      }
      this.late.clear();
    };
    return new Reflector({ ...this.options, sink: this.cache, seen, onMode });
  }

  private async firstList(canaryKey: string): Promise<void> {
    const ms = this.options.timings?.firstListMs ?? FIRST_LIST_MS;
    const timer = new AbortController();
    await Promise.race([this.listed.promise, pause(this.options.transport.machine, ms, timer.signal)]);
    timer.abort();
    if (this.mode !== 'starting') {
      return;
    }
    this.late.add(canaryKey);
    const { trouble } = this.health;
    const why = trouble ? ` (${trouble.problem})` : '';
    throw new Wait(`reading ${this.options.resource.kind}: the first list has not come yet${why}`);
  }

  private notInstalled(): NotInstalled {
    const { kind, apiVersion } = this.options.resource;
    return new NotInstalled(`${kind} ${apiVersion} is not installed in this cluster`, { afterMs: 30_000 });
  }

  private async get(key: string): Promise<KubeObject | undefined> {
    const object = await this.getByName(key);
    if (object === undefined) {
      return undefined;
    }
    this.cache.fetched(object);
    return this.options.trim(object);
  }

  private async byName(key: string): Promise<KubeObject | undefined> {
    try {
      const object = await this.getByName(key);
      return object === undefined ? undefined : this.options.trim(object);
    } catch (error) {
      if (apiErrorIn(error)?.status !== 403) {
        throw error;
      }
      throw new Wait(`${error instanceof Error ? error.message : String(error)} (get, list and watch are needed)`, {
        cause: error,
      });
    }
  }

  private getByName(key: string): Promise<KubeObject | undefined> {
    const { transport, resource, isMetadataOnly } = this.options;
    const slash = key.indexOf('/');
    const place = { namespace: slash < 0 ? undefined : key.slice(0, slash), name: key.slice(slash + 1) };
    return readNow(transport, {
      resource,
      place,
      ...(isMetadataOnly === true ? { accept: METADATA_ONLY.object } : {}),
    });
  }
}

const announcement = (): PromiseWithResolvers<void> => Promise.withResolvers();
