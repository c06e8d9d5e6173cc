import type { Clock } from '@flagger/api';
import { Agent, errors } from 'undici';
import { type Answer, localAnswer, type Request, type Server } from './request.ts';

/** Somewhere a request can be sent: an HTTP server on this machine. */
export interface Target {
  /** E.g. `http://127.0.0.1:41234`. */
  readonly origin: string;
  /** The pod that it is; undefined for what is none. */
  readonly server: Server | undefined;
}

/** Headers that belong to a connection, not to the request. */
const HOP = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'proxy-authorization',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'content-length',
  'host',
  'expect',
]);

/** Sends requests over HTTP/1.1, and keeps its connections. */
export class Upstream {
  private readonly agent = new Agent({ connections: 64, keepAliveTimeout: 30_000 });

  constructor(private readonly clock: Clock) {}

  /** Sends one request once; what goes wrong on the way is an answer of the router's own. */
  async send(target: Target, request: Request, timeoutMs: number | undefined): Promise<Answer> {
    const late = new AbortController();
    const cancel = timeoutMs === undefined ? undefined : this.clock.after(timeoutMs, () => late.abort());
    try {
      return await this.exchange(target, request, late.signal);
    } catch (error) {
      return late.signal.aborted ? localAnswer(504, 'upstream request timeout', 'UT') : failed(error);
    } finally {
      cancel?.();
    }
  }

  async close(): Promise<void> {
    await this.agent.destroy();
  }

  private async exchange({ origin, server }: Target, request: Request, signal: AbortSignal): Promise<Answer> {
    const { method, path, body, host, port } = request;
    const headers = [...request.headers].filter(([name]) => !HOP.has(name)).flat();
    const answer = await this.agent.request({
      origin,
      path,
      method,
      signal,
      headers: [...headers, 'host', port === undefined ? host : `${host}:${port}`],
      ...(body !== undefined && { body: Buffer.from(body) }),
    });
    return {
      status: answer.statusCode,
      headers: endToEnd(answer.headers),
      body: Buffer.from(await answer.body.arrayBuffer()),
      flags: '-',
      by: server,
    };
  }
}

function endToEnd(given: Readonly<Record<string, string | readonly string[] | undefined>>): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(given)) {
    if (HOP.has(name)) {
      continue;
    }
    for (const each of typeof value === 'string' ? [value] : (value ?? [])) {
      headers.append(name, each);
    }
  }
  return headers;
}

/** `DPE`: this is no request of HTTP. `UF`: there was no connection. `UC`: it broke. */
function failed(error: unknown): Answer {
  if (error instanceof errors.InvalidArgumentError) {
    return localAnswer(400, `${error.message}\n`, 'DPE');
  }
  const isBroken = error instanceof errors.SocketError;
  return localAnswer(503, 'upstream connect error or disconnect/reset before headers', isBroken ? 'UC' : 'UF');
}
