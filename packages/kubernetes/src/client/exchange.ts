import type { Dispatcher } from 'undici';
import { apiError } from './api-error.ts';
import type { Access, Connection } from './connect.ts';
import type { Dispatchers } from './dispatchers.ts';
import type { Verb } from './failure.ts';

/** One HTTP request, ready to be sent as often as needed. */
export interface Sendable {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Below the server's address, with the query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
}

/** One request that was answered or failed, for the metrics. */
export interface RequestMeasurement {
  readonly verb: Verb;
  /** As RBAC names it, e.g. `virtualservices.networking.istio.io`. */
  readonly resource: string;
  /** HTTP status code, or `error` where there was no answer. */
  readonly code: string;
  /** Until the answer's headers were there. */
  readonly seconds: number;
}

export type Answer = Dispatcher.ResponseData;

/** How a request is sent. */
export interface Exchange {
  readonly way: keyof Dispatchers;
  readonly signal: AbortSignal;
  /** Told of each answer: its HTTP code or `error`, and how long it took. */
  readonly measure: (code: string, seconds: number) => void;
  /** Milliseconds of a clock that never jumps. */
  readonly elapsed: () => number;
}

/**
 * Sends one request and gives the answer, whose body is yet to be read. After a 401 the credentials are obtained anew
 * and it is sent once more. Throws an {@link ApiError} for any answer but success, and what undici throws where there
 * is none.
 */
export async function exchange(
  connection: Connection,
  sendable: Sendable,
  { way, signal, measure, elapsed }: Exchange,
): Promise<Answer> {
  const send = async (access: Access): Promise<Answer> => {
    const startedAt = elapsed();
    const measured = (code: string): void => measure(code, (elapsed() - startedAt) / 1000);
    const answer = await access[way]
      .request({
        origin: connection.server.origin,
        path: `${connection.server.pathname.replace(/\/$/, '')}${sendable.path}`,
        method: sendable.method,
        headers: { ...access.headers, ...sendable.headers },
        body: sendable.body ?? null,
        signal,
      })
      .catch((error: unknown) => {
        measured('error');
        throw error;
      });
    measured(String(answer.statusCode));
    return answer;
  };
  const access = await connection.access();
  const answer = await send(access);
  if (answer.statusCode !== 401) {
    return accepted(answer);
  }
  await answer.body.dump();
  await connection.refresh(access);
  return accepted(await send(await connection.access()));
}

async function accepted(answer: Answer): Promise<Answer> {
  if (answer.statusCode >= 200 && answer.statusCode < 300) {
    return answer;
  }
  const { 'retry-after': retryAfter } = answer.headers;
  throw apiError(answer.statusCode, await answer.body.text(), typeof retryAfter === 'string' ? retryAfter : undefined);
}
