import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Log } from '@flagger/api';
import type { Time } from '../time.ts';
import { type Asked, plain, type Reply } from './exchange.ts';

/** What is served, and where. */
export interface Served {
  /** 0 takes any free port. */
  readonly port: number;
  /** Longer bodies are answered 413. */
  readonly maxBodyBytes: number;
  readonly answer: (asked: Asked) => Promise<Reply>;
  readonly time: Time;
  readonly log: Log;
}

/** The server while it listens. */
export interface Listening {
  readonly port: number;
  /** Takes no more connections, lets requests end for so many ms, then cuts them. */
  close(withinMs: number): Promise<void>;
}

/** Serves HTTP on all interfaces. Fails with a sentence where the port cannot be had. */
export async function serve(served: Served): Promise<Listening> {
  const server = createServer((request, response) => {
    void respond({ ...served, isListening: () => server.listening }, request, response);
  });
  // a blocking task may take an hour
  server.requestTimeout = 0;
  await listening(server, served.port);
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : served.port,
    close: (withinMs) => closed(server, served.time, withinMs),
  };
}

const listening = (server: Server, port: number): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', (cause) => reject(new Error(`listening on port ${port}: ${cause.message}`, { cause })));
    server.listen(port, resolve);
  });

const closed = (server: Server, time: Time, withinMs: number): Promise<void> =>
  new Promise((resolve) => {
    const cancel = time.after(withinMs, () => server.closeAllConnections());
    server.close(() => {
      cancel();
      resolve();
    });
    server.closeIdleConnections();
  });

/** What is answered, and whether a caller may use its connection once more. */
type Answering = Served & { readonly isListening: () => boolean };

async function respond(served: Answering, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const gone = new AbortController();
  response.once('close', () => {
    if (!response.writableFinished) {
      gone.abort(new Error('the caller is gone'));
    }
  });
  const reply = await replyTo(served, request, gone.signal).catch((error: unknown): Reply => {
    if (!gone.signal.aborted) {
      served.log.error('request failed', { path: request.url, error });
    }
    return plain(500, 'internal error');
  });
  if (gone.signal.aborted) {
    return;
  }
  const { status, headers, body } = reply;
  // what is left of a body that is not read would be taken for the next request
  const isLast = !request.complete || !served.isListening();
  response.writeHead(status, {
    ...headers,
    'content-length': Buffer.byteLength(body),
    ...(isLast && { connection: 'close' }),
  });
  response.end(request.method === 'HEAD' ? undefined : body);
}

async function replyTo(served: Served, request: IncomingMessage, signal: AbortSignal): Promise<Reply> {
  const [, path = '/', query = ''] = /^([^?]*)(\?.*)?$/s.exec(request.url ?? '/') ?? [];
  const body = await bodyOf(request, served.maxBodyBytes);
  return body === undefined
    ? plain(413, 'request body too large')
    : served.answer({
        method: request.method ?? 'GET',
        path,
        query,
        headers: request.headers,
        body,
        from: request.socket.remoteAddress ?? '',
        signal,
      });
}

/** Undefined where it is longer than allowed; the rest is not read. */
function bodyOf(request: IncomingMessage, maxBytes: number): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    const pieces: Buffer[] = [];
    let bytes = 0;
    request.on('data', (piece: Buffer) => {
      bytes += piece.length;
      if (bytes > maxBytes) {
        request.pause();
        resolve(undefined);
      } else {
        pieces.push(piece);
      }
    });
    request.once('end', () => resolve(Buffer.concat(pieces).toString()));
    request.once('error', reject);
  });
}
