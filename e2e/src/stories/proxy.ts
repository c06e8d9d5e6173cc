import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { Agent, request, type Dispatcher } from 'undici';

export interface Write {
  /** Counts from 1 on. */
  readonly number: number;
  readonly method: string;
  readonly path: string;
}

/** What happens to a write: let through, lost before it reaches the server, or applied with its answer lost. */
export type Fate = 'passes' | 'never arrives' | 'is not answered';

export interface ProxySettings {
  /** URL of the API server. */
  readonly server: string;
  /** Certificate of the API server's CA. */
  readonly ca: string | undefined;
  /** Decides about each write as it comes; called again with `done` when a write that is not answered was applied. */
  readonly fate?: (write: Write) => Fate;
  /** Called after a write met another fate than passing. */
  readonly onLost?: (write: Write) => void;
  /** Milliseconds that the changes of a watched path are late. */
  readonly late?: (path: string) => number;
}

const WRITES = ['POST', 'PUT', 'PATCH', 'DELETE'];

/**
 * Stands between an operator and the API server, speaks plain HTTP to the operator, and loses writes when it is told
 * to.
 */
export class Proxy {
  writes = 0;
  private isCut = false;
  private readonly server: Server;
  private readonly agent: Agent;

  constructor(private readonly settings: ProxySettings) {
    this.agent = new Agent({
      connect: settings.ca === undefined ? {} : { ca: settings.ca },
      bodyTimeout: 0,
      headersTimeout: 0,
    });
    this.server = createServer(
      (incoming, response) => void this.handle(incoming, response).catch(() => response.destroy()),
    );
  }

  /** Starts it; gives its URL. */
  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    const address = this.server.address();
    return `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
  }

  /** Cuts every connection, and each that is opened until {@link mend}. */
  cut(): void {
    this.isCut = true;
    this.server.closeAllConnections();
  }

  mend(): void {
    this.isCut = false;
  }

  async close(): Promise<void> {
    this.server.close();
    this.server.closeAllConnections();
    await this.agent.destroy();
  }

  private async handle(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = 'GET', url = '/' } = incoming;
    const body = await buffer(incoming);
    if (this.isCut) {
      response.destroy();
      return;
    }
    if (!WRITES.includes(method) || url.includes('/leases')) {
      return this.forward(incoming, body, response);
    }
    const write = { number: ++this.writes, method, path: url };
    const fate = this.settings.fate?.(write) ?? 'passes';
    if (fate === 'passes') {
      return this.forward(incoming, body, response);
    }
    if (fate === 'is not answered') {
      await (await this.send(incoming, body)).body.dump();
    }
    this.settings.onLost?.(write);
    response.destroy();
  }

  private async forward(incoming: IncomingMessage, body: Buffer, response: ServerResponse): Promise<void> {
    const answer = await this.send(incoming, body);
    response.writeHead(answer.statusCode, withoutHops(answer.headers));
    const late = incoming.url?.includes('watch=') ? (this.settings.late?.(incoming.url) ?? 0) : 0;
    response.flushHeaders();
    await pipeline(late > 0 ? delayed(answer.body, late) : answer.body, response).catch(() => response.destroy());
  }

  private async send(
    { method = 'GET', url = '/', headers }: IncomingMessage,
    body: Buffer,
  ): Promise<Dispatcher.ResponseData> {
    const { host: _, connection: __, 'content-length': ___, 'transfer-encoding': ____, ...kept } = headers;
    return request(`${this.settings.server}${url}`, {
      method,
      headers: kept,
      dispatcher: this.agent,
      ...(body.length > 0 ? { body } : {}),
    });
  }
}

/** Each piece of a stream some time later; the order stays. */
async function* delayed(stream: AsyncIterable<Uint8Array>, ms: number): AsyncIterable<Uint8Array> {
  const pieces: { readonly piece: Uint8Array; readonly at: number }[] = [];
  let isOver = false;
  void (async () => {
    for await (const piece of stream) {
      pieces.push({ piece, at: Date.now() + ms });
    }
  })()
    .catch(() => undefined)
    .finally(() => {
      isOver = true;
    });
  const isDone = (): boolean => isOver && pieces.length === 0;
  while (!isDone()) {
    const next = pieces[0];
    if (next && next.at <= Date.now()) {
      pieces.shift();
      yield next.piece;
    } else {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}

const withoutHops = (headers: Dispatcher.ResponseData['headers']): Record<string, string | string[]> =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined || ['connection', 'transfer-encoding', 'keep-alive'].includes(name) ? [] : [[name, value]],
    ),
  );
