import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { SentPage } from './cached-page.ts';

/** What is served. */
export interface Served {
  readonly port: number;
  /** The only address at which is served; all interfaces if undefined. */
  readonly address?: string | undefined;
  /** Why the operator cannot work yet, as a sentence; undefined once it can. */
  readonly notReady: () => string | undefined;
  readonly metrics: SentPage;
  /** How long requests may take to end once the server closes; 3 seconds if absent. */
  readonly closeWithinMs?: number;
}

/** The server while it listens. */
export interface Listening {
  /** The port in use, also where any free one was asked for. */
  readonly port: number;
  /** Takes no more connections, lets requests end for a while, then cuts them. */
  close(): Promise<void>;
}

/**
 * Serves `/healthz`, `/readyz` and `/metrics`. Fails with a sentence where the address or the port cannot be had.
 */
export async function serve(served: Served): Promise<Listening> {
  const server = createServer((request, response) => void answer(served, request, response));
  await listening(server, served);
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : served.port,
    close: () => closed(server, served.closeWithinMs ?? 3_000),
  };
}

function listening(server: Server, { port, address }: Served): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause) => reject(new Error(whyNot(cause, { port, address }), { cause })));
    server.listen({ port, ...(address !== undefined && { host: address }) }, resolve);
  });
}

function whyNot(cause: Error, { port, address }: Pick<Served, 'port' | 'address'>): string {
  const code = 'code' in cause ? cause.code : undefined;
  if (code === 'EADDRINUSE') {
    return `port ${port} is in use by another program: end that one, or choose another port with -port`;
  }
  if (code === 'EACCES') {
    return `port ${port} may not be used by this user: choose one from 1024 on with -port`;
  }
  if (code === 'EADDRNOTAVAIL') {
    return `${address} is no address of this machine: choose another one with -listen-address`;
  }
  return `listening on port ${port}`;
}

function closed(server: Server, withinMs: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => server.closeAllConnections(), withinMs);
    server.close(() => {
      clearTimeout(timer);
      resolve();
    });
    server.closeIdleConnections();
  });
}

interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
}

async function answer(served: Served, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { status, headers, body } = await replyTo(served, request).catch(failed);
  // a connection that is kept open would hold up our end
  response.writeHead(status, {
    'content-type': 'text/plain; charset=utf-8',
    ...headers,
    'content-length': Buffer.byteLength(body),
    connection: 'close',
  });
  response.end(request.method === 'HEAD' ? undefined : body);
}

async function replyTo({ notReady, metrics }: Served, { method, url = '', headers }: IncomingMessage): Promise<Reply> {
  if (method !== 'GET' && method !== 'HEAD') {
    return NOT_FOUND;
  }
  switch (url.replace(/\?.*/, '')) {
    case '/healthz':
      return { status: 200, body: 'OK' };
    case '/readyz': {
      const why = notReady();
      return why === undefined ? { status: 200, body: 'OK' } : { status: 503, body: `${why}\n` };
    }
    case '/metrics':
      return metricsReply(metrics, headers['accept-encoding']);
    default:
      return NOT_FOUND;
  }
}

async function metricsReply(metrics: SentPage, accepted: string | string[] = ''): Promise<Reply> {
  const encoding = takesGzip(String(accepted)) ? 'gzip' : 'identity';
  return {
    status: 200,
    headers: {
      'content-type': metrics.contentType,
      vary: 'accept-encoding',
      ...(encoding === 'gzip' && { 'content-encoding': encoding }),
    },
    body: await metrics.bytes(encoding),
  };
}

/** Whether an `accept-encoding` names gzip, and does not refuse it by `q=0`. */
const takesGzip = (accepted: string): boolean =>
  accepted.split(',').some((each) => /^\s*gzip\s*(;\s*q=[0.]*[1-9].*)?$/i.test(each));

const failed = (): Reply => ({ status: 500, body: 'the metrics could not be collected\n' });

const NOT_FOUND: Reply = { status: 404, body: 'nothing here: there are /healthz, /readyz and /metrics\n' };
