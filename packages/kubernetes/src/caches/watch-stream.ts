import { type ApiError, apiError, isRecord } from '../client/api-error.ts';
import { lines } from './lines.ts';
import { hasName, METADATA_ONLY, type Resource, typed } from '../client/resource.ts';
import type { KubeObject } from '@flagger/api';
import type { Machine } from '../client/machine.ts';
import type { Transport } from '../client/transport.ts';

/** What a watch tells. `bookmark` only says how far it has come. */
export type WatchEvent =
  | { readonly type: 'changed' | 'deleted'; readonly object: KubeObject }
  | { readonly type: 'bookmark'; readonly resourceVersion: string };

export interface Watch {
  readonly resource: Resource;
  readonly namespace?: string | undefined;
  /** Only the object of this name. */
  readonly name?: string | undefined;
  /** Only what has these labels. */
  readonly labelSelector?: string | undefined;
  readonly isMetadataOnly?: boolean | undefined;
  /** From which resourceVersion on. */
  readonly since: string;
  /** After so many seconds the server is to end the stream. */
  readonly seconds: number;
  /** A stream on which nothing came for so long is taken for dead. */
  readonly silenceMs: number;
  /** The server has begun to answer. */
  readonly onOpen?: (() => void) | undefined;
  readonly signal: AbortSignal;
}

/**
 * The events of one watch, in order, until the server ends it. Throws where it is refused, breaks, falls silent (a
 * {@link Silence}) or tells an error of its own (an {@link ApiError}, e.g. 410 where the resourceVersion is too old).
 */
export async function* watchStream(transport: Transport, watch: Watch): AsyncGenerator<WatchEvent> {
  const alarm = new SilenceAlarm(watch, transport.machine);
  try {
    const body = await transport.stream({
      verb: 'watch',
      resource: watch.resource,
      place: { namespace: watch.namespace },
      query: {
        watch: 'true',
        allowWatchBookmarks: 'true',
        resourceVersion: watch.since,
        timeoutSeconds: String(watch.seconds),
        ...(watch.labelSelector === undefined ? {} : { labelSelector: watch.labelSelector }),
        ...(watch.name === undefined ? {} : { fieldSelector: `metadata.name=${watch.name}` }),
      },
      ...(watch.isMetadataOnly === true ? { accept: METADATA_ONLY.object } : {}),
      signal: alarm.signal,
    });
    watch.onOpen?.();
    for await (const line of lines(alarm.listen(body))) {
      yield* eventOf(line, watch.resource);
    }
  } catch (error) {
    throw alarm.silence ?? error;
  } finally {
    alarm.end();
  }
}

/** Nothing came on a stream for a long time. */
export class Silence extends Error {}

/** Ends a stream on which nothing comes any more: a half-open connection gives no other sign. */
class SilenceAlarm {
  private readonly controller = new AbortController();
  private readonly onAbort: () => void;
  private readonly outer: AbortSignal;
  private readonly silenceMs: number;
  private heardAt: number;
  /** Why the stream was ended, where it was. */
  silence: Silence | undefined;
  private cancel: () => void = () => undefined;

  constructor(
    { silenceMs, signal }: Watch,
    private readonly machine: Machine,
  ) {
    this.outer = signal;
    this.onAbort = () => this.controller.abort(signal.reason);
    signal.addEventListener('abort', this.onAbort, { once: true });
    this.silenceMs = silenceMs;
    this.heardAt = machine.elapsed();
    this.wait(silenceMs);
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  async *listen(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of chunks) {
      this.heardAt = this.machine.elapsed();
      yield chunk;
    }
  }

  end(): void {
    this.cancel();
    this.outer.removeEventListener('abort', this.onAbort);
    this.controller.abort();
  }

  /** Looks after a while whether anything came: cheaper than a new timer for each chunk. */
  private wait(ms: number): void {
    this.cancel = this.machine.after(ms, () => {
      const left = this.heardAt + this.silenceMs - this.machine.elapsed();
      if (left > 0) {
        this.wait(left);
      } else {
        this.silence = new Silence(`nothing came for ${this.silenceMs / 1000} s`);
        this.controller.abort(this.silence);
      }
    });
  }
}

function* eventOf(line: string, resource: Resource): Generator<WatchEvent> {
  const event = parsed(line);
  const { type, object } = event;
  if (type === 'ERROR') {
    throw errorOf(object);
  }
  if (!isRecord(object) || !isRecord(object.metadata)) {
    return;
  }
  const { resourceVersion } = object.metadata;
  if (type === 'BOOKMARK' && typeof resourceVersion === 'string') {
    yield { type: 'bookmark', resourceVersion };
  }
  if (!hasName(object)) {
    return;
  }
  if (type === 'ADDED' || type === 'MODIFIED') {
    yield { type: 'changed', object: typed(object, resource) };
  }
  if (type === 'DELETED') {
    yield { type: 'deleted', object: typed(object, resource) };
  }
}

/**
 * A line that is no JSON means that the stream is damaged. Its text may hold a secret, so the error does not quote
 * it.
 */
function parsed(line: string): Readonly<Record<string, unknown>> {
  try {
    const event: unknown = JSON.parse(line);
    return isRecord(event) ? event : {};
  } catch {
    throw new Error('the watch sent a line that is no JSON');
  }
}

function errorOf(object: unknown): ApiError {
  const code = isRecord(object) && typeof object.code === 'number' ? object.code : 500;
  return apiError(code, JSON.stringify(object ?? {}));
}
