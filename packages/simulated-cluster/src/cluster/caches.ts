import { NotInstalled, type KubeObject, type Ref } from '@flagger/api';
import type { Change } from '@flagger/memory-cluster';
import { cacheKey, named } from './names.ts';
import type { Requests } from './requests.ts';
import { WatchFeed, type FeedPorts } from './watch-feed.ts';

/** Who knows that a kind is missing asks again after this time. */
const LOOK_AGAIN_MS = 30_000;

/** All kinds as one process has them in its caches, each watched from the first time on that it is asked for. */
export class Caches {
  private readonly feeds = new Map<string, WatchFeed>();

  constructor(
    private readonly ports: FeedPorts,
    private readonly requests: Requests,
  ) {}

  of(kind: string): WatchFeed {
    const known = this.feeds.get(kind);
    if (known) {
      return known;
    }
    const fresh = new WatchFeed(kind, this.ports);
    this.feeds.set(kind, fresh);
    return fresh;
  }

  /** The same of a kind that the cluster has; throws as discovery does where it has not. */
  served({ apiVersion, kind }: Ref): WatchFeed {
    if (this.ports.weather.uninstalled.has(kind)) {
      throw new NotInstalled(`${kind} ${apiVersion} is not installed in this cluster`, { afterMs: LOOK_AGAIN_MS });
    }
    return this.of(kind);
  }

  async relist(): Promise<void> {
    await this.of('Canary').relist();
    const others = [...this.feeds].filter(([kind]) => kind !== 'Canary');
    await Promise.all(others.map(([, feed]) => feed.relist()));
  }

  changed(change: Change): void {
    this.feeds.get(change.object.kind)?.changed(change);
  }

  forget(canaryKey: string): void {
    for (const feed of this.feeds.values()) {
      feed.cache.forget(canaryKey);
    }
  }

  /** As the real cache is read: it waits for the first list, and asks for what it never was interested in. */
  async read(ref: Ref, canaryKey: string): Promise<KubeObject | undefined> {
    const feed = this.served(ref);
    const key = cacheKey(ref);
    feed.cache.claim(key, canaryKey);
    await feed.ready();
    const found = feed.cache.read(key);
    if (found.state !== 'unfetched') {
      return found.state === 'kept' ? found.object : undefined;
    }
    await this.catchUp(ref);
    const now = feed.cache.read(key);
    return now.state === 'kept' ? now.object : undefined;
  }

  /** After a write that failed like this the cluster may have what the watch has not brought yet. */
  async failed(ref: Ref, error: unknown, like: new (...args: never[]) => Error): Promise<void> {
    if (error instanceof like) {
      await this.catchUp(ref);
    }
  }

  private async catchUp(ref: Ref): Promise<void> {
    const object = await this.requests
      .read(`get ${named(ref)}`, () => this.ports.server.get(ref))
      .catch(() => undefined);
    if (object) {
      this.of(ref.kind).cache.fetched(object);
    }
  }
}
