import { Agent } from 'node:https';
import type { Readable } from 'node:stream';
import axios, { type AxiosProxyConfig, type AxiosResponse } from 'axios';
import { goDuration, type Clock } from '@flagger/api';
import { isBusy, isFinalFailure, reasonOf } from './failure.ts';

/** One request to make. Its address, headers and proxy may hold secrets. */
export interface Post {
  readonly url: string;
  readonly body: object;
  readonly headers?: Readonly<Record<string, string>>;
  /** How long one attempt may take, ms. */
  readonly timeoutMs: number;
  /** Undefined: the proxy of the environment (`HTTPS_PROXY`, `NO_PROXY` and so on), if any. */
  readonly proxyUrl?: string | undefined;
  readonly anyCertificate?: boolean | undefined;
  /** Why an answer of 2xx is a no after all, without secrets; undefined where it is a yes. */
  readonly refusal?: ((answer: string) => string | undefined) | undefined;
}

export type Outcome = { readonly kind: 'delivered' } | Failed;

/** `reason` holds no secrets; `isFinal` where another attempt would end the same way. */
export interface Failed {
  readonly kind: 'failed';
  readonly reason: string;
  readonly isFinal: boolean;
  /** How long the server asked to be left alone, ms. */
  readonly retryAfterMs?: number | undefined;
}

const LONGEST_ANSWER = 4096;
const MOST_REDIRECTS = 10;
const DELIVERED: Outcome = { kind: 'delivered' };
const anyCertificate = new Agent({ rejectUnauthorized: false, keepAlive: true });

/** One attempt; any 2xx is a yes. Never throws; ends at once when `signal` aborts. */
export async function post(request: Post, clock: Clock, signal: AbortSignal): Promise<Outcome> {
  if (!isHttp(request.url)) {
    return { kind: 'failed', reason: 'not an http address', isFinal: true };
  }
  const timer = new AbortController();
  const cancel = clock.after(request.timeoutMs, () => timer.abort());
  try {
    return await judged(request, await sent(request, AbortSignal.any([signal, timer.signal])));
  } catch (error) {
    if (signal.aborted) {
      return { kind: 'failed', reason: 'stopped', isFinal: true };
    }
    if (timer.signal.aborted) {
      return { kind: 'failed', reason: `no answer within ${goDuration(request.timeoutMs)}`, isFinal: false };
    }
    return { kind: 'failed', reason: reasonOf(error), isFinal: isFinalFailure(error) };
  } finally {
    cancel();
  }
}

const isHttp = (address: string): boolean => URL.canParse(address) && /^https?:$/.test(new URL(address).protocol);

function sent(
  { url, body, headers, proxyUrl, ...request }: Post,
  signal: AbortSignal,
): Promise<AxiosResponse<Readable>> {
  return axios.post(url, body, {
    headers: { 'Content-Type': 'application/json', Accept: '*/*', 'User-Agent': 'flagger', ...headers },
    signal,
    responseType: 'stream',
    maxRedirects: MOST_REDIRECTS,
    validateStatus: () => true,
    ...(proxyUrl !== undefined && { proxy: proxyOf(new URL(proxyUrl)) }),
    ...(request.anyCertificate === true && { httpsAgent: anyCertificate }),
  });
}

function proxyOf({ protocol, hostname, port, username, password }: URL): AxiosProxyConfig {
  return {
    protocol,
    host: hostname.replace(/^\[|\]$/g, ''),
    port: Number(port || (protocol === 'https:' ? 443 : 80)),
    ...(username !== '' && {
      auth: { username: decodeURIComponent(username), password: decodeURIComponent(password) },
    }),
  };
}

async function judged({ refusal }: Post, { status, headers, data }: AxiosResponse<Readable>): Promise<Outcome> {
  const isYes = status >= 200 && status < 300;
  const problem = isYes ? refusal?.(await answerIn(data)) : `HTTP ${status}`;
  data.destroy();
  if (problem === undefined) {
    return DELIVERED;
  }
  return {
    kind: 'failed',
    reason: problem,
    isFinal: !isBusy(status),
    retryAfterMs: retryAfterMs(headers['retry-after']),
  };
}

/** The beginning of an answer. What cannot be read is empty, since the yes before it was heard. */
async function answerIn(stream: AsyncIterable<Buffer>): Promise<string> {
  let answer = Buffer.alloc(0);
  try {
    for await (const chunk of stream) {
      answer = Buffer.concat([answer, chunk]);
      if (answer.length >= LONGEST_ANSWER) {
        break;
      }
    }
  } catch {
    return '';
  }
  return answer.toString('utf8', 0, LONGEST_ANSWER);
}

/** Seconds, as servers usually write it; a date is left aside. */
function retryAfterMs(header: unknown): number | undefined {
  return typeof header === 'string' && /^\d+$/.test(header) ? Number(header) * 1000 : undefined;
}
