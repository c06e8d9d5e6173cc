import { once } from 'node:events';
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import { createServer as createTlsServer, type ServerOptions } from 'node:https';
import type { Socket } from 'node:net';
import type { KubeObject, Log } from '@flagger/api';
import { afterEach, beforeEach } from '@jest/globals';
import { connect, type Connection } from '../src/client/connect.ts';
import { isRecord } from '../src/client/api-error.ts';

/** One request as the test's server got it. */
export interface Request {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: IncomingHttpHeaders;
  readonly body: Readonly<Record<string, unknown>>;
}

export type Answering = (asked: Request, response: ServerResponse) => void;

/** An HTTP server on a real socket that answers as one test says. It and all connections to it end with the test. */
export interface TestServer {
  readonly url: string;
  readonly asked: readonly Request[];
  readonly connection: Connection;
  /** `GET /path` of each request, in order. */
  lines(): readonly string[];
  /** Cuts every connection, as a network that fails. */
  reset(): void;
}

const endings: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  await Promise.all(endings.splice(0).map((end) => end()));
});

/** Something that must be undone when the test is over. */
export const atEnd = (end: () => Promise<unknown>): void => void endings.push(end);

export async function serve(answer: Answering, tls?: ServerOptions): Promise<TestServer> {
  const asked: Request[] = [];
  const listener: RequestListener = (request, response) => {
    void read(request).then((each) => {
      asked.push(each);
      answer(each, response);
    });
  };
  const server = tls === undefined ? createServer(listener) : createTlsServer(tls, listener);
  const sockets = socketsOf(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${portOf(server)}`;
  const connection = connect({ master: url, environment: {}, version: '1.2.3' });
  const reset = (): void => sockets.forEach((socket) => socket.destroy());
  atEnd(async () => {
    await connection.close();
    reset();
    await new Promise((resolve) => server.close(resolve));
  });
  return { url, asked, connection, lines: () => asked.map(({ method, path }) => `${method} ${path}`), reset };
}

export function portOf(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

function socketsOf(server: Server): Set<Socket> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  return sockets;
}

async function read(request: IncomingMessage): Promise<Request> {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  await once(request, 'end');
  const url = new URL(request.url ?? '/', 'http://server');
  const text = Buffer.concat(chunks).toString();
  const body: unknown = text === '' ? {} : JSON.parse(text);
  return {
    method: request.method ?? '',
    path: url.pathname,
    query: Object.fromEntries(url.searchParams),
    headers: request.headers,
    body: isRecord(body) ? body : {},
  };
}

/** Answers with JSON. */
export function send(
  response: ServerResponse,
  body: object,
  { code = 200, headers = {} }: { readonly code?: number; readonly headers?: Readonly<Record<string, string>> } = {},
): void {
  response.writeHead(code, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}

const REASONS: Readonly<Record<number, string>> = {
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'NotFound',
  409: 'Conflict',
  410: 'Expired',
  422: 'Invalid',
};

/** Answers as the API server refuses. */
export function refuse(response: ServerResponse, code: number, message = 'no'): void {
  send(
    response,
    { kind: 'Status', apiVersion: 'v1', status: 'Failure', code, reason: REASONS[code] ?? '', message },
    { code },
  );
}

/** Refuses for so long that a request is not repeated. */
export function refuseForLong(response: ServerResponse, code: number, message = 'no'): void {
  send(response, { kind: 'Status', message }, { code, headers: { 'retry-after': '3600' } });
}

/** Answers with a whole list. */
export const sendList = (response: ServerResponse, items: readonly object[], resourceVersion = '100'): void =>
  send(response, { metadata: { resourceVersion }, items });

/** Begins to answer a watch; each call of what it gives sends one event. */
export function beginWatch(response: ServerResponse): (type: string, object: object) => void {
  response.writeHead(200, { 'content-type': 'application/json' });
  response.flushHeaders();
  return (type, object) => void response.write(`${JSON.stringify({ type, object })}\n`);
}

export const bookmark = (resourceVersion: string): object => ({ metadata: { resourceVersion } });

/** A VirtualService of namespace test; its uid derives from its name. */
export const anObject = (name: string, resourceVersion: string, more: Partial<KubeObject> = {}): KubeObject => ({
  apiVersion: 'networking.istio.io/v1',
  kind: 'VirtualService',
  ...more,
  metadata: { name, namespace: 'test', uid: `uid-${name}`, resourceVersion, ...more.metadata },
});

/** A log that remembers its lines as `level message`, and the keys of each. */
export function aLog(): Log & { readonly lines: string[]; readonly keys: unknown[] } {
  const lines: string[] = [];
  const keys: unknown[] = [];
  const at = (level: string) => (message: string, values?: unknown) => {
    lines.push(`${level} ${message}`);
    keys.push(values);
  };
  return { lines, keys, debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}

let isOver = false;
beforeEach(() => {
  isOver = false;
});
afterEach(() => {
  isOver = true;
});

/** Waits until something has become so; the test's own timeout ends it otherwise. */
export async function until(isSo: () => boolean): Promise<void> {
  while (!isSo() && !isOver) {
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

/** Lets everything run that can run by now, answers over a socket included. */
export const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 30));
