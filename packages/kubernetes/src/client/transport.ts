import { ApiError } from './api-error.ts';
import { Backoff } from './backoff.ts';
import type { Connection } from './connect.ts';
import { exchange, type RequestMeasurement, type Sendable } from './exchange.ts';
import { type Attempted, failure, isPassing, type Verb } from './failure.ts';
import { type Machine, thisMachine } from './machine.ts';
import { EVENTS, pathOf, resourceLabel } from './resource.ts';
import { Patience } from './patience.ts';
import { NoAnswer, pause, within } from './within.ts';

/** One request to the API server. */
export interface Call extends Attempted {
  /** Instead of the resource's own path, e.g. `/apis/apps/v1`. */
  readonly path?: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** Of the body; plain JSON otherwise. */
  readonly contentType?: string;
  /** In which form the answer is wanted; plain JSON otherwise. */
  readonly accept?: string;
  readonly signal?: AbortSignal | undefined;
  /** How long all attempts together may take, in ms, also where an answer takes long. */
  readonly deadlineMs?: number;
}

/** Talks to the API server; errors are those of `failure`, and say what was tried. */
export interface Transport {
  /** Whose time and chance it goes by. */
  readonly machine: Machine;
  /**
   * The parsed answer. 429, 5xx, resets and timeouts are tried again, also for writes, until the deadline. That is moved
   * once where the answer takes long, unless the call has one of its own.
   */
  request(call: Call): Promise<unknown>;
  /** The body of a watch as it comes: one attempt, and the headers must be there by the deadline. */
  stream(call: Call): Promise<AsyncIterable<Uint8Array>>;
}

export interface TransportOptions {
  readonly connection: Connection;
  readonly onRequest?: ((measurement: RequestMeasurement) => void) | undefined;
  /** Ends every request, also those under way; none are made then. */
  readonly signal?: AbortSignal | undefined;
  /** This machine if undefined. */
  readonly machine?: Machine | undefined;
  readonly timings?: Partial<typeof TIMINGS> | undefined;
}

const TIMINGS = { deadlineMs: 15_000, attemptMs: 10_000, patientMs: 35_000, firstPauseMs: 100, longestPauseMs: 4_000 };

const METHODS: Readonly<Record<Verb, Sendable['method']>> = {
  get: 'GET',
  list: 'GET',
  watch: 'GET',
  create: 'POST',
  update: 'PUT',
  patch: 'PATCH',
  delete: 'DELETE',
};

/** Requests over one connection, with retries. */
export function createTransport(options: TransportOptions): Transport {
  return new HttpTransport(options);
}

class HttpTransport implements Transport {
  readonly machine: Machine;
  private readonly timings: typeof TIMINGS;

  constructor(private readonly options: TransportOptions) {
    this.machine = options.machine ?? thisMachine;
    this.timings = { ...TIMINGS, ...options.timings };
  }

  async request(given: Call): Promise<unknown> {
    const call = { ...given, signal: this.signalFor(given) };
    const { firstPauseMs, longestPauseMs } = this.timings;
    const patience = this.patienceFor(given);
    const backoff = new Backoff({ firstMs: firstPauseMs, maxMs: longestPauseMs }, () => this.machine.random());
    const request = sendable(call);
    let reason: unknown;
    for (;;) {
      const ms = patience.attemptMs;
      // a machine that is busy with other things may sleep through the deadline
      if (ms <= 0 && reason !== undefined) {
        throw failure(call, reason);
      }
      const outcome = await this.attempt(call, request, ms);
      if (outcome.kind === 'answer') {
        return outcome.value;
      }
      // That the last attempt was cut short by the deadline says less than why those before it failed.
      if (reason === undefined || !(outcome.error instanceof NoAnswer)) {
        reason = outcome.error;
      }
      if (outcome.error instanceof NoAnswer) {
        patience.unanswered(ms);
      }
      const pauseMs = Math.max(backoff.next(), retryAfterMs(outcome.error));
      if (!isPassing(outcome.error) || pauseMs >= patience.leftMs) {
        throw failure(call, reason);
      }
      await pause(this.machine, pauseMs, call.signal);
    }
  }

  async stream(call: Call): Promise<AsyncIterable<Uint8Array>> {
    const own = new AbortController();
    call.signal?.addEventListener('abort', () => own.abort(call.signal?.reason), { once: true, signal: own.signal });
    try {
      const { body } = await within(
        { clock: this.machine, ms: call.deadlineMs ?? this.timings.deadlineMs, signal: call.signal },
        () =>
          exchange(this.options.connection, sendable(call), {
            way: 'watches',
            signal: own.signal,
            measure: this.measure(call),
            elapsed: () => this.machine.elapsed(),
          }),
      );
      return body;
    } catch (error) {
      own.abort(error);
      call.signal?.throwIfAborted();
      throw failure(call, error);
    }
  }

  private patienceFor({ deadlineMs }: Call): Patience {
    const limits = { ...this.timings, deadlineMs: deadlineMs ?? this.timings.deadlineMs };
    return new Patience(this.machine, limits, deadlineMs !== undefined);
  }

  private signalFor({ signal }: Call): AbortSignal | undefined {
    const { signal: all } = this.options;
    return signal === undefined || all === undefined || signal === all
      ? (signal ?? all)
      : AbortSignal.any([signal, all]);
  }

  private async attempt(call: Call, request: Sendable, ms: number): Promise<Outcome> {
    try {
      const value = await within({ clock: this.machine, ms, signal: call.signal }, async (inner) => {
        const { body } = await exchange(this.options.connection, request, {
          way: call.resource === EVENTS ? 'events' : 'requests',
          signal: inner,
          measure: this.measure(call),
          elapsed: () => this.machine.elapsed(),
        });
        return parsed(await body.text());
      });
      return { kind: 'answer', value };
    } catch (error) {
      call.signal?.throwIfAborted();
      return { kind: 'failed', error };
    }
  }

  private measure({ verb, resource }: Call): (code: string, seconds: number) => void {
    return (code, seconds) => this.options.onRequest?.({ verb, resource: resourceLabel(resource), code, seconds });
  }
}

type Outcome =
  { readonly kind: 'answer'; readonly value: unknown } | { readonly kind: 'failed'; readonly error: unknown };

function sendable(call: Call): Sendable {
  const query = new URLSearchParams(call.query).toString();
  // What is yet to be created is sent to the collection.
  const place = call.verb === 'create' ? { namespace: call.place.namespace } : call.place;
  return {
    method: METHODS[call.verb],
    path: `${call.path ?? pathOf(call.resource, place)}${query === '' ? '' : `?${query}`}`,
    headers: {
      accept: call.accept ?? 'application/json',
      ...(call.body === undefined ? {} : { 'content-type': call.contentType ?? 'application/json' }),
    },
    body: call.body === undefined ? undefined : JSON.stringify(call.body),
  };
}

/** JSON's own errors quote what they could not read, which may be a Secret. */
function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw new Error('the API server answered with something that is no JSON');
  }
}

const retryAfterMs = (error: unknown): number => (error instanceof ApiError ? (error.retryAfterMs ?? 0) : 0);
