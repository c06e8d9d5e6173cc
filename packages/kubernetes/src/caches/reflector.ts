import { type ApiError, apiErrorIn } from '../client/api-error.ts';
import { Backoff } from '../client/backoff.ts';
import { Lister } from './lister.ts';
import type { Machine } from '../client/machine.ts';
import { Refusals } from './refusals.ts';
import { type Mode, type ReflectorOptions, type ReflectorTimings, TIMINGS } from './reflector-options.ts';
import { isBelow } from './resource-version.ts';
import { resourceName } from '../client/resource.ts';
import { TROUBLE, WatchHealth } from './watch-health.ts';
import { Silence, type WatchEvent, watchStream } from './watch-stream.ts';
import { pause } from '../client/within.ts';

/**
 * Keeps a sink up to date with one resource: lists it once, then watches from there on, whatever happens to the
 * connection.
 */
export class Reflector {
  readonly health: WatchHealth;
  private readonly timings: ReflectorTimings;
  private readonly backoff: Backoff;
  private readonly refusals: Refusals;
  private readonly machine: Machine;
  private readonly lister: Lister;
  private position: string | undefined;
  private hasBookmarks = false;
  private current: Mode = 'starting';

  constructor(private readonly options: ReflectorOptions) {
    this.timings = { ...TIMINGS, ...options.timings };
    const { machine } = options.transport;
    const { firstPauseMs: firstMs, longestPauseMs: maxMs } = this.timings;
    this.machine = machine;
    this.backoff = new Backoff({ firstMs, maxMs }, () => machine.random());
    this.refusals = new Refusals(machine, this.timings, { log: options.log, keys: this.keys() });
    this.lister = new Lister(options, this.keys());
    this.health = new WatchHealth(machine, options.log, this.keys());
  }

  get mode(): Mode {
    return this.current;
  }

  /** The newest resourceVersion that was listed or watched. */
  get seen(): string | undefined {
    return this.lister.seen;
  }

  /** Runs until the signal aborts. Never throws. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const pauseMs = await this.round(signal).catch((error: unknown) => this.failed(error, signal));
      await pause(this.machine, pauseMs, signal);
    }
  }

  /** Lists if needed, then follows one watch to its end; gives how long to wait before the next. */
  private async round(signal: AbortSignal): Promise<number> {
    this.position ??= await this.list(signal);
    this.enter('watched');
    let isDeaf = true;
    try {
      for await (const event of this.stream(this.position, signal)) {
        isDeaf = false;
        if (!this.hear(event)) {
          break;
        }
      }
    } catch (error) {
      if (!(error instanceof Silence)) {
        throw error;
      }
      await this.silent(isDeaf, error, signal);
    }
    return this.backoff.next();
  }

  private async *stream(since: string, signal: AbortSignal): AsyncGenerator<WatchEvent> {
    const { resource, namespace, isMetadataOnly, transport } = this.options;
    const { silenceMs, watchSeconds, healthyMs } = this.timings;
    const seconds = Math.round(watchSeconds * (1 + this.machine.random()));
    let cancel = (): void => undefined;
    const onOpen = (): void => {
      this.refusals.watching();
      // a stream that lives so long is in good health
      cancel = this.machine.after(healthyMs, () => this.recovered());
    };
    try {
      yield* watchStream(transport, { resource, namespace, isMetadataOnly, since, seconds, silenceMs, onOpen, signal });
    } finally {
      cancel();
    }
  }

  /**
   * A server that sends bookmarks would have sent one: the stream is dead. One that sends none may have nothing to say.
   * Neither has anything for who asks from a moment that is still to come, as after a restore.
   */
  private async silent(isDeaf: boolean, error: Silence, signal: AbortSignal): Promise<void> {
    if (isDeaf) {
      const now = await this.lister.now(signal);
      this.position = now !== undefined && isBelow(now, this.position) ? undefined : this.position;
    }
    if (this.hasBookmarks && this.position !== undefined) {
      throw error;
    }
    this.recovered();
  }

  private async list(signal: AbortSignal): Promise<string> {
    const resourceVersion = await this.lister.list(signal);
    this.refusals.listed();
    this.health.heard();
    return resourceVersion;
  }

  /** Tells whether the stream is worth going on with. */
  private hear(event: WatchEvent): boolean {
    const resourceVersion =
      event.type === 'bookmark' ? event.resourceVersion : (event.object.metadata.resourceVersion ?? this.position);
    this.health.heard();
    if (event.type === 'changed') {
      this.options.sink.changed(event.object);
    }
    if (event.type === 'deleted') {
      this.options.sink.deleted(event.object);
    }
    this.hasBookmarks ||= event.type === 'bookmark';
    if (event.type === 'bookmark' && isBelow(event.resourceVersion, this.position)) {
      this.position = undefined;
      return false;
    }
    if (
      resourceVersion !== undefined
      && resourceVersion !== this.position
      && !isBelow(resourceVersion, this.position)
    ) {
      this.position = resourceVersion;
      this.lister.seen = resourceVersion;
      this.recovered();
    }
    return true;
  }

  private recovered(): void {
    this.backoff.reset();
    this.health.recovered();
  }

  private async failed(error: unknown, signal: AbortSignal): Promise<number> {
    if (signal.aborted) {
      return 0;
    }
    const answer = apiErrorIn(error);
    this.health.failed(error);
    if (answer?.status === 404 && (await this.confirmAbsence())) {
      return this.absent();
    }
    if (answer?.status === 403 || answer?.status === 405) {
      return this.refused(error, answer.status);
    }
    if (this.position === undefined) {
      return this.unlisted(error, signal);
    }
    if (answer?.status === 410 || this.health.isStuck(this.timings.refusedMs)) {
      this.position = undefined;
    }
    return this.interrupted(answer);
  }

  private interrupted(answer: ApiError | undefined): number {
    this.health.tell(this.current === 'starting');
    return Math.max(this.backoff.next(), Math.min(answer?.retryAfterMs ?? 0, this.timings.longestPauseMs));
  }

  /** A list fails, for a reason of its own where single objects are answered for: these are read by name after a while. */
  private async unlisted(error: unknown, signal: AbortSignal): Promise<number> {
    const answer = apiErrorIn(error);
    this.lister.failed(answer);
    const pauseMs = this.interrupted(answer);
    const isForLong = this.refusals.list(answer?.status) && this.options.isAlwaysWatched !== true;
    if (!isForLong || (this.current !== 'by-name' && !(await this.lister.answersByName(answer, signal)))) {
      return pauseMs;
    }
    this.refusals.tellByName('the kind cannot be listed', error);
    this.enter('by-name');
    return this.refusals.pauseMs();
  }

  /** After a 404: one that a watch was answered is for a list to confirm, and that for what the server says it serves. */
  private async confirmAbsence(): Promise<boolean> {
    if (this.position !== undefined) {
      this.position = undefined;
      return false;
    }
    return this.current === 'absent' || !(await this.options.isServed().catch(() => true));
  }

  private absent(): number {
    this.lister.dropUnfinished();
    if (this.current !== 'absent') {
      this.options.log.warn('kind is no longer served', this.keys());
    }
    this.options.sink.cleared();
    this.enter('absent');
    return this.timings.absentMs * (1 + this.machine.random() / 2);
  }

  /** What is known stays; only after a while without a watch it is listed, and without a list read by name. */
  private refused(error: unknown, status: number): number {
    if (this.position !== undefined) {
      return this.watchRefused(status);
    }
    const isForLong = this.refusals.list(status);
    if (this.options.isAlwaysWatched === true) {
      this.health.tell(this.current === 'starting');
      if (this.current === 'starting' && this.health.failures >= TROUBLE) {
        this.enter('refused');
      }
    } else if (isForLong || this.current !== 'watched') {
      this.lister.dropUnfinished();
      this.refusals.tellByName('list and watch are not allowed', error);
      this.enter('by-name');
    } else {
      this.health.tell(false);
    }
    return this.refusals.pauseMs();
  }

  private watchRefused(status: number): number {
    const { pauseMs, isToList } = this.refusals.watch(status);
    if (isToList) {
      this.position = undefined;
    } else {
      this.health.tell(false);
    }
    return pauseMs;
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
