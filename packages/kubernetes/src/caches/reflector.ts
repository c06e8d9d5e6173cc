import type { KubeObject, Log } from '@flagger/api';
import { apiErrorIn } from '../client/api-error.ts';
import { Backoff } from '../client/backoff.ts';
import { listPages } from './list-pages.ts';
import type { Machine } from '../client/machine.ts';
import { type Resource, resourceName } from '../client/resource.ts';
import type { Transport } from '../client/transport.ts';
import { type WatchEvent, watchStream } from './watch-stream.ts';
import { pause } from '../client/within.ts';

/** Where a reflector tells what it sees. */
export interface Sink {
  /** A complete list begins; it counts only once it is `done`. */
  listing(): Listing;
  changed(object: KubeObject): void;
  deleted(object: KubeObject): void;
  /** The kind is no longer served: there are no objects of it. */
  cleared(): void;
}

export interface Listing {
  add(objects: readonly KubeObject[]): void;
  /** That was all there was at this resourceVersion. */
  done(resourceVersion: string): void;
}

/**
 * How a kind can be read now. `starting`: not yet. `watched`: the sink knows all. `by-name`: the cluster refuses list
 * or watch.
 * `absent`: the cluster does not serve the kind.
 */
export type Mode = 'starting' | 'watched' | 'by-name' | 'absent';

export interface ReflectorOptions {
  readonly transport: Transport;
  readonly resource: Resource;
  /** Only this namespace; everywhere if undefined. */
  readonly namespace?: string | undefined;
  /** Whether nothing but the objects' metadata is asked for. */
  readonly isMetadataOnly?: boolean | undefined;
  readonly sink: Sink;
  readonly log: Log;
  readonly onMode?: ((mode: Mode) => void) | undefined;
  readonly timings?: Partial<ReflectorTimings> | undefined;
}

/** All in ms, but for `watchSeconds`. */
export interface ReflectorTimings {
  /** A stream on which nothing came for so long is dead; bookmarks come about once a minute. */
  readonly silenceMs: number;
  /** After so many seconds to twice as many, at random, the server is to end a stream. */
  readonly watchSeconds: number;
  readonly firstPauseMs: number;
  readonly longestPauseMs: number;
  /** A stream that lived so long ended in good health. */
  readonly healthyMs: number;
  /** How long until a kind that is absent is looked for again. */
  readonly absentMs: number;
  /** How long until a watch that was refused is tried again. */
  readonly refusedMs: number;
}

const TIMINGS: ReflectorTimings = {
  silenceMs: 180_000,
  watchSeconds: 300,
  firstPauseMs: 250,
  longestPauseMs: 10_000,
  healthyMs: 10_000,
  absentMs: 30_000,
  refusedMs: 300_000,
};

const TROUBLE = 3;

/**
 * Keeps a sink up to date with one resource: lists it once, then watches from there on, whatever happens to the
 * connection.
 */
export class Reflector {
  private readonly timings: ReflectorTimings;
  private readonly backoff: Backoff;
  private readonly machine: Machine;
  private position: string | undefined;
  private failures = 0;
  private hasToldRefusal = false;
  private hasToldTrouble = false;
  private current: Mode = 'starting';

  constructor(private readonly options: ReflectorOptions) {
    this.timings = { ...TIMINGS, ...options.timings };
    const { machine } = options.transport;
    const { firstPauseMs: firstMs, longestPauseMs: maxMs } = this.timings;
    this.machine = machine;
    this.backoff = new Backoff({ firstMs, maxMs }, () => machine.random());
  }

  get mode(): Mode {
    return this.current;
  }

  /** Runs until the signal aborts. Never throws. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const pauseMs = await this.round(signal).catch((error: unknown) => (signal.aborted ? 0 : this.failed(error)));
      await pause(this.machine, pauseMs, signal);
    }
  }

  /** Lists if needed, then follows one watch to its end; gives how long to wait before the next. */
  private async round(signal: AbortSignal): Promise<number> {
    this.position ??= await this.list(signal);
    this.enter('watched');
    const { resource, namespace, isMetadataOnly, transport } = this.options;
    const { silenceMs, watchSeconds } = this.timings;
    const startedAt = this.machine.elapsed();
    const seconds = Math.round(watchSeconds * (1 + this.machine.random()));
    for await (const event of watchStream(transport, {
      resource,
      namespace,
      isMetadataOnly,
      since: this.position,
      seconds,
      silenceMs,
      signal,
    })) {
      this.hear(event);
    }
    if (this.machine.elapsed() - startedAt >= this.timings.healthyMs) {
      this.recovered();
    }
    return this.backoff.next();
  }

  private async list(signal: AbortSignal): Promise<string> {
    const { transport, resource, namespace, isMetadataOnly, sink } = this.options;
    const listing = sink.listing();
    let resourceVersion = '';
    for await (const page of listPages(transport, { resource, namespace, isMetadataOnly, signal })) {
      listing.add(page.items);
      resourceVersion = page.resourceVersion;
    }
    signal.throwIfAborted();
    listing.done(resourceVersion);
    return resourceVersion;
  }

  private hear(event: WatchEvent): void {
    const resourceVersion =
      event.type === 'bookmark' ? event.resourceVersion : (event.object.metadata.resourceVersion ?? this.position);
    if (event.type === 'changed') {
      this.options.sink.changed(event.object);
    }
    if (event.type === 'deleted') {
      this.options.sink.deleted(event.object);
    }
    if (resourceVersion === this.position) {
      return;
    }
    this.position = resourceVersion;
    this.recovered();
  }

  private recovered(): void {
    this.backoff.reset();
    this.failures = 0;
    if (this.hasToldTrouble) {
      this.options.log.info('watch works again', this.keys());
    }
    this.hasToldTrouble = false;
  }

  private failed(error: unknown): number {
    const answer = apiErrorIn(error);
    this.failures += 1;
    if (answer?.status === 404) {
      return this.absent();
    }
    if (answer?.status === 403 || answer?.status === 405) {
      return this.refused(error);
    }
    if (answer?.status === 410) {
      this.position = undefined;
    }
    this.tellTrouble(error);
    return Math.max(this.backoff.next(), Math.min(answer?.retryAfterMs ?? 0, this.timings.longestPauseMs));
  }

  /** One broken stream is nothing; several in a row, or having nothing to go on yet, is worth a warning, once. */
  private tellTrouble(error: unknown): void {
    const keys = { ...this.keys(), error: messageOf(error) };
    const isTrouble = this.failures >= TROUBLE || this.current === 'starting';
    if (isTrouble && !this.hasToldTrouble) {
      this.options.log.warn('watch is interrupted; it is tried again and again', keys);
    } else {
      this.options.log.debug('watch ended', keys);
    }
    this.hasToldTrouble ||= isTrouble;
  }

  private absent(): number {
    this.position = undefined;
    if (this.current !== 'absent') {
      this.options.log.warn('kind is no longer served', this.keys());
    }
    this.options.sink.cleared();
    this.enter('absent');
    return this.timings.absentMs * (1 + this.machine.random() / 2);
  }

  private refused(error: unknown): number {
    this.position = undefined;
    const keys = { ...this.keys(), error: messageOf(error) };
    if (!this.hasToldRefusal) {
      this.options.log.warn('list and watch are not allowed: objects are read by name in each turn instead', keys);
    }
    this.hasToldRefusal = true;
    this.enter('by-name');
    return this.timings.refusedMs * (1 + this.machine.random() / 2);
  }

  private enter(mode: Mode): void {
    if (mode === this.current) {
      return;
    }
    this.current = mode;
    this.options.onMode?.(mode);
  }

  private keys(): Readonly<Record<string, unknown>> {
    return { resource: resourceName(this.options.resource), namespace: this.options.namespace };
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
