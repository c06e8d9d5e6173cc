import type { Clock, KubeObject, Log } from '@flagger/api';
import { statusOf } from './api-error.ts';
import type { Client, WatchEvent } from './client.ts';
import { pause } from './clock.ts';
import { type Changed, Kept } from './kept.ts';
import { keyOf, type Resource } from './resource.ts';

export interface FollowOptions<T extends KubeObject> {
  readonly client: Client;
  readonly resource: Resource<T>;
  readonly clock: Clock;
  readonly log: Log;
  /** Ends it. */
  readonly signal: AbortSignal;
  readonly changed?: Changed<T> | undefined;
}

export interface Followed<T extends KubeObject> {
  readonly kept: Kept<T>;
  /** Settles once all objects are known, or it is known that the cluster does not serve the kind. */
  readonly ready: Promise<void>;
}

/**
 * In ms: the first and the longest wait after a failure, and how long until a kind that is absent is looked for
 * again.
 */
const WAITS = { first: 100, longest: 5000, absent: 2000 };

/**
 * Keeps all objects of a kind up to date: lists them once and watches from there on, through closed streams, lost
 * connections and 410.
 */
export function follow<T extends KubeObject>(options: FollowOptions<T>): Followed<T> {
  const following = new Following(options);
  void following.run();
  return { kept: following.kept, ready: following.ready };
}

class Following<T extends KubeObject> {
  readonly kept: Kept<T>;
  readonly ready: Promise<void>;
  private isReady: () => void = () => undefined;
  private position: string | undefined;
  private waitMs = WAITS.first;
  private isTroubled = false;
  private readonly refused = new Set<string>();

  constructor(private readonly options: FollowOptions<T>) {
    this.kept = new Kept(options.changed ?? (() => undefined));
    this.ready = new Promise((resolve) => (this.isReady = resolve));
  }

  async run(): Promise<void> {
    const { signal, clock } = this.options;
    while (!signal.aborted) {
      const waitMs = await this.round().catch((error: unknown) => (signal.aborted ? 0 : this.failed(error)));
      await pause(clock, waitMs, signal);
    }
    this.isReady();
  }

  /** Lists if needed, then follows one watch to its end; gives how long to wait before the next. */
  private async round(): Promise<number> {
    const { client, resource, signal } = this.options;
    this.position ??= await this.list();
    this.isReady();
    for await (const event of client.watch(resource, { since: this.position, signal })) {
      this.hear(event);
    }
    return WAITS.first;
  }

  private async list(): Promise<string> {
    const { items, resourceVersion } = await this.options.client.list(this.options.resource);
    this.kept.replace(
      items.flatMap((item) => this.accepted(item) ?? []),
      resourceVersion,
    );
    return resourceVersion;
  }

  private hear(event: WatchEvent): void {
    this.position =
      event.type === 'bookmark' ? event.resourceVersion : (event.object.metadata.resourceVersion ?? this.position);
    this.recovered();
    if (event.type === 'bookmark') {
      return;
    }
    if (event.type === 'deleted') {
      return this.kept.forget(event.object);
    }
    const object = this.accepted(event.object);
    if (object === undefined) {
      this.kept.dismiss(event.object);
    } else {
      this.kept.learn(object);
    }
  }

  /** What the resource cannot work with is told once and counts as absent. */
  private accepted(object: KubeObject): T | undefined {
    const { resource, log } = this.options;
    if (resource.accepts(object)) {
      return object;
    }
    const key = keyOf(object);
    if (!this.refused.has(key)) {
      log.warn('object is ignored: its fields are not as they must be', { kind: resource.kind, object: key });
    }
    this.refused.add(key);
    return undefined;
  }

  private failed(error: unknown): number {
    const status = statusOf(error);
    if (status === 404) {
      return this.absent();
    }
    if (status === 410) {
      return this.expired();
    }
    this.tell(error);
    this.waitMs = Math.min(WAITS.longest, this.waitMs * 2);
    return this.waitMs;
  }

  /** A broken stream is nothing; having nothing to go on yet is worth a warning, once. */
  private tell(error: unknown): void {
    const { log, resource } = this.options;
    const keys = { kind: resource.kind, error: error instanceof Error ? error.message : String(error) };
    if (this.position === undefined && !this.isTroubled) {
      log.warn('objects cannot be listed; it is tried again and again', keys);
    } else {
      log.debug('watch ended', keys);
    }
    this.isTroubled = true;
  }

  private recovered(): void {
    this.waitMs = WAITS.first;
    this.isTroubled = false;
  }

  /** The server no longer knows what happened since: all is listed anew. */
  private expired(): number {
    this.position = undefined;
    return WAITS.first;
  }

  private absent(): number {
    this.position = undefined;
    this.kept.replace([], '0');
    for (const object of this.kept.all()) {
      this.kept.forget(object);
    }
    this.isReady();
    return WAITS.absent;
  }
}
