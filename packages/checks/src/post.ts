import { Agent } from 'node:https';
import type { Readable } from 'node:stream';
import axios, { type AxiosResponse } from 'axios';
import { isHttp } from './address.ts';
import { deadline } from './deadline.ts';
import { isFinalFailure, reasonOf } from './network-failure.ts';
import type { Call } from './webhook.ts';

/** The server answered. `body` is read only where it is the reason of a no, and cut where it is long. */
export interface Answered {
  readonly kind: 'answered';
  readonly status: number;
  readonly body: string;
  readonly retryAfterMs: number | undefined;
}

/** There was no answer; `isFinal` where another attempt would end the same way. */
export interface Failed {
  readonly kind: 'failed';
  readonly reason: string;
  readonly isFinal: boolean;
}

const LONGEST_BODY = 4096;
const MOST_REDIRECTS = 10;
const anyCertificate = new Agent({ rejectUnauthorized: false, keepAlive: true });

/** One attempt of a webhook. Throws only where the signal of the call aborts. */
export async function post(call: Call): Promise<Answered | Failed> {
  if (!isHttp(call.hook.url)) {
    return { kind: 'failed', reason: 'unsupported protocol scheme', isFinal: true };
  }
  const limit = deadline(call.options.clock, call.timeoutMs, call.signal);
  try {
    const { status, data, headers } = await send(call, limit.signal);
    const body = status > 202 && !isBusy(status) ? await bodyOf(data) : '';
    data.destroy();
    return { kind: 'answered', status, body, retryAfterMs: retryAfterMs(headers['retry-after']) };
  } catch (error) {
    call.signal.throwIfAborted();
    if (limit.isOver()) {
      return { kind: 'failed', reason: 'context deadline exceeded', isFinal: false };
    }
    return { kind: 'failed', reason: reasonOf(error), isFinal: isFinalFailure(error) };
  } finally {
    limit.cancel();
  }
}

function send({ hook, body, id }: Call, signal: AbortSignal): Promise<AxiosResponse<Readable>> {
  return axios.post(hook.url, body, {
    headers: { 'Content-Type': 'application/json', Accept: '*/*', 'User-Agent': 'flagger', 'X-Flagger-Id': id },
    signal,
    responseType: 'stream',
    maxRedirects: MOST_REDIRECTS,
    validateStatus: () => true,
    ...(hook.disableTLS && { httpsAgent: anyCertificate }),
  });
}

/** Leaving the loop closes the connection, so that a long answer costs nothing. */
async function bodyOf(stream: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of stream) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > LONGEST_BODY) {
      break;
    }
  }
  return Buffer.concat(chunks).subarray(0, LONGEST_BODY).toString('utf8');
}

/** Seconds, as servers usually write it; a date is left aside. */
function retryAfterMs(header: unknown): number | undefined {
  return typeof header === 'string' && /^\d+$/.test(header) ? Number(header) * 1000 : undefined;
}

/** Whether the same call may be answered later: too many requests, or an error of the server other than 501. */
export const isBusy = (status: number): boolean => status === 429 || (status >= 500 && status !== 501);
