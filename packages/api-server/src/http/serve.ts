import { timingSafeEqual } from 'node:crypto';
import { createServer, type Server } from 'node:https';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Cluster } from '../cluster.ts';
import type { Json } from '../json.ts';
import { StatusError, internal, unauthorized } from '../refusal.ts';
import { answerTo, isPublic } from './answer.ts';
import type { Identity } from './certificate.ts';
import { apiRequest, type Reply, urlOf } from './request.ts';

/** Longer than any client keeps an idle connection: one that the server closes first may break a request. */
const IDLE_MS = 150_000;

export interface ServeOptions {
  readonly cluster: Cluster;
  readonly identity: Identity;
  readonly token: string;
  readonly host: string;
  /** 0 for any that is free. */
  readonly port: number;
  readonly heard?: ((request: IncomingMessage, response: ServerResponse) => void) | undefined;
}

export interface Served {
  readonly port: number;
  /** Ends every connection. */
  close(): Promise<void>;
}

/** Serves the API over HTTPS. */
export async function serve(options: ServeOptions): Promise<Served> {
  const { certificate, key } = options.identity;
  const server = createServer(
    { cert: certificate, key, ALPNProtocols: ['http/1.1'], keepAliveTimeout: IDLE_MS },
    (message, response) => void handle(options, message, response),
  );
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.host, resolve);
  });
  return { port: portOf(server), close: () => closed(server) };
}

const isAddress = (address: string | AddressInfo | null): address is AddressInfo =>
  typeof address === 'object' && address !== null;

function portOf(server: Server): number {
  const address = server.address();
  return isAddress(address) ? address.port : 0;
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

async function handle(
  { cluster, token, heard }: ServeOptions,
  message: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  heard?.(message, response);
  const warnings = new Set<string>();
  try {
    if (!isPublic(urlOf(message).pathname) && !isAllowed(message.headers.authorization, token)) {
      throw unauthorized();
    }
    const reply = answerTo(cluster, await apiRequest(message, cluster.catalog, (text) => warnings.add(text)));
    tellWarnings(response, warnings);
    send(response, reply, message.method === 'HEAD');
  } catch (error) {
    if (response.headersSent || response.destroyed) {
      response.destroy();
    } else {
      tellWarnings(response, warnings);
      sendJson(response, refusalOf(cluster, error));
    }
  }
}

function tellWarnings(response: ServerResponse, warnings: ReadonlySet<string>): void {
  if (warnings.size > 0) {
    response.setHeader(
      'warning',
      [...warnings].map((text) => `299 - ${JSON.stringify(text)}`),
    );
  }
}

function isAllowed(header: string | undefined, token: string): boolean {
  const given = Buffer.from(header?.replace(/^bearer +/i, '') ?? '');
  const wanted = Buffer.from(token);
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

function refusalOf({ log }: Cluster, error: unknown): { readonly code: number; readonly value: Json } {
  if (error instanceof StatusError) {
    return { code: error.code, value: error.status };
  }
  log.error('request failed', { error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  return { code: 500, value: internal('the sandbox has a bug; its log says more').status };
}

function send(response: ServerResponse, reply: Reply, isHead: boolean): void {
  if (reply.kind === 'stream') {
    return stream(response, reply);
  }
  const text = reply.kind === 'json' ? undefined : reply.text;
  if (reply.kind === 'json') {
    return sendJson(response, reply);
  }
  response.writeHead(reply.code, {
    'content-type': reply.contentType,
    'cache-control': 'no-cache, private',
    ...reply.headers,
  });
  response.end(isHead ? undefined : text);
}

function sendJson(
  response: ServerResponse,
  {
    code,
    value,
    contentType = 'application/json',
    headers = {},
  }: {
    readonly code: number;
    readonly value: Json;
    readonly contentType?: string;
    readonly headers?: Readonly<Record<string, string>>;
  },
): void {
  const body = Buffer.from(`${JSON.stringify(value)}\n`);
  response.writeHead(code, {
    'content-type': contentType,
    'content-length': body.length,
    'cache-control': 'no-cache, private',
    ...headers,
  });
  response.end(body);
}

function stream(response: ServerResponse, { contentType, seconds, open }: Extract<Reply, { kind: 'stream' }>): void {
  const waiting: string[] = [];
  let write = (text: string): void => void waiting.push(text);
  const close = open((text) => write(text));
  response.writeHead(200, { 'content-type': contentType, 'cache-control': 'no-cache, private' });
  response.flushHeaders();
  // a watch whose time is over hears no more, though its connection is not closed yet
  write = (text) => {
    if (!response.writableEnded && !response.destroyed) {
      response.write(text);
    }
  };
  waiting.forEach(write);
  const end = setTimeout(() => response.end(), seconds * 1000);
  response.once('close', () => {
    clearTimeout(end);
    close();
  });
}
