import type { Readable } from 'node:stream';
import type { Clock } from '@flagger/api';
import axios, { type AxiosResponse } from 'axios';
import { isHttp } from './address.ts';
import { beginning } from './body.ts';
import { connection, type Connecting } from './connection.ts';
import { deadline } from './deadline.ts';
import { codeOf, isFinalFailure, reasonOf } from './failure.ts';
import { isLocal, localAddress } from './local-address.ts';
import { retryAfterMs } from './retry.ts';

/** One request to make. Its address, headers and proxy may hold secrets. */
export interface OutboundRequest extends Connecting {
  /** POST where it has a body, else GET. */
  readonly url: string;
  /** PUT asks the metadata server of AWS for a token; undefined: as said above. */
  readonly method?: 'PUT' | undefined;
  /** An object is sent as JSON, a text as it is: then `headers` say what it is. */
  readonly body?: object | string | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** How long it may take, the reading of the answer included, ms. */
  readonly timeoutMs: number;
}

/** What a server answered, as long as it is being read. */
export interface HttpAnswer {
  readonly status: number;
  /** How long the server asked to be left alone, ms. */
  readonly retryAfterMs: number | undefined;
  /** The beginning of the body, of at most so many bytes. Fails where the connection does. */
  readonly text: (longest: number) => Promise<string>;
}

/** There was no answer. */
export interface Failed {
  readonly kind: 'failed';
  /** `address`: it is none of ours; `late`: the time was over; `network`: anything else on the way. */
  readonly why: 'address' | 'late' | 'network';
  /** In the words of Go's HTTP client, without secrets of the address. */
  readonly reason: string;
  /** The code of Node or axios, e.g. `ECONNREFUSED`: names no host. */
  readonly code?: string | undefined;
  /** Whether another attempt would end the same way. */
  readonly isFinal: boolean;
}

/** By which clock a request is late, and what ends it at once. */
export interface Within {
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/**
 * One attempt; what came of it is what `read` makes of the answer, of whatever status. Throws only where the signal
 * aborts.
 */
export async function request<T>(
  { url, method, body, headers, timeoutMs, ...connecting }: OutboundRequest,
  { clock, signal }: Within,
  read: (answer: HttpAnswer) => Promise<T>,
): Promise<T | Failed> {
  if (!isHttp(url)) {
    return { kind: 'failed', why: 'address', reason: 'unsupported protocol scheme', isFinal: true };
  }
  // an address that is no name is not looked up
  if (connecting.denyLocal === true && isLocal(new URL(url).hostname)) {
    return failed(localAddress());
  }
  const limit = deadline(clock, timeoutMs, signal);
  try {
    return await heard(await send({ url, method, body, headers, ...connecting }, limit.signal), read);
  } catch (error) {
    signal.throwIfAborted();
    return limit.isOver() ? LATE : failed(error);
  } finally {
    limit.cancel();
  }
}

function send(
  { url, method, body, headers, ...connecting }: Omit<OutboundRequest, 'timeoutMs'>,
  signal: AbortSignal,
): Promise<AxiosResponse<Readable>> {
  return axios.request({
    url,
    method: method ?? (body === undefined ? 'GET' : 'POST'),
    data: body,
    headers: {
      ...(typeof body === 'object' && { 'Content-Type': 'application/json' }),
      Accept: '*/*',
      'User-Agent': 'flagger',
      ...headers,
    },
    signal,
    responseType: 'stream',
    validateStatus: () => true,
    ...connection(url, connecting),
  });
}

/** What is not read by then is not waited for. */
async function heard<T>(response: AxiosResponse<Readable>, read: (answer: HttpAnswer) => Promise<T>): Promise<T> {
  try {
    return await read(answer(response));
  } finally {
    response.data.destroy();
  }
}

const answer = ({ status, headers, data }: AxiosResponse<Readable>): HttpAnswer => ({
  status,
  retryAfterMs: retryAfterMs(headers['retry-after'], headers['date']),
  text: (longest) => beginning(data, longest),
});

const LATE: Failed = { kind: 'failed', why: 'late', reason: 'context deadline exceeded', isFinal: false };

const failed = (error: unknown): Failed => ({
  kind: 'failed',
  why: 'network',
  reason: reasonOf(error),
  code: codeOf(error),
  isFinal: isFinalFailure(error),
});
