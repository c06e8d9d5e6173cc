import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Clock } from '@flagger/api';
import { pause } from '../../client/index.ts';
import type { Call, Reply } from './reply.ts';
import { fateOf, type Trouble } from './trouble.ts';

export interface PodServerOptions {
  /** What the pod answers, without its troubles. */
  readonly reply: (call: Call) => Reply | Promise<Reply>;
  /** Asked at each answer. */
  readonly trouble: () => Trouble;
  readonly clock: Clock;
  /** Numbers from 0 to 1, which decide about the troubles. */
  readonly random: () => number;
  /** Hears of each answer. */
  readonly answered: (
    request: { readonly method: string; readonly path: string; readonly status: string },
    seconds: number,
  ) => void;
}

export interface PodServer {
  /** E.g. `http://127.0.0.1:41234`. */
  readonly origin: string;
  /** Takes no new connections; settles when what is under way has been answered. */
  stop(): Promise<void>;
}

/** Runs what a pod would run: an HTTP server on a free port of this machine. */
export async function startPodServer(options: PodServerOptions): Promise<PodServer> {
  const server = createServer((request, response) => {
    // a connection that is kept would hold up the end
    response.on('finish', () => {
      if (!server.listening) {
        request.socket.end();
      }
    });
    // a client that went away is no trouble of ours
    answer(options, request, response).catch(() => response.destroy());
  });
  // who is connected decides when the connection ends, else a request may meet one that just closes
  server.keepAliveTimeout = 0;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = addressOf(server.address());
  return {
    origin: `http://127.0.0.1:${port}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeIdleConnections();
      }),
  };
}

/** The address of a server that listens on a port. */
export function addressOf(address: AddressInfo | string | null): AddressInfo {
  if (address === null || typeof address === 'string') {
    throw new Error('the server does not listen on a port');
  }
  return address;
}

/** The whole body of a request. */
export async function bodyOf(request: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) {
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

async function answer(
  { reply, trouble, clock, random, answered }: PodServerOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const startedAt = clock.now();
  const { method = 'GET', headers, url = '/' } = request;
  const given = await reply({ method, path: url.split('?')[0] ?? '/', headers, body: await bodyOf(request) });
  const { status, body, waitMs, endpoint } =
    given.isSafe === true ? { waitMs: 0, ...given } : troubled(given, trouble(), random);
  if (waitMs > 0) {
    await pause(clock, waitMs);
  }
  answered({ method, path: endpoint, status: String(status) }, (clock.now() - startedAt) / 1000);
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' }).end(body);
}

function troubled(given: Reply, trouble: Trouble, random: () => number): Reply & { readonly waitMs: number } {
  const { status, lateMs } = fateOf(trouble, random);
  const waitMs = (given.waitMs ?? 0) + lateMs;
  return status === undefined ? { ...given, waitMs } : { ...given, waitMs, status, body: JSON.stringify({ status }) };
}
