import { text } from 'node:stream/consumers';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Journal } from './journal.ts';
import { METRICS_AT_START, metricsAnswer, type MetricsSettings } from './metrics-answer.ts';
import type { Tree } from './values.ts';

interface Reply {
  readonly code: number;
  readonly body: string;
}

type Handler = (incoming: IncomingMessage, body: string) => Reply;

/** A server on a free port of this machine. */
class FakeServer {
  private readonly server: Server;

  constructor(handle: Handler) {
    this.server = createServer((incoming, response) => void answer(incoming, response, handle));
  }

  /** Starts it; gives its host and port. */
  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    const address = this.server.address();
    if (typeof address !== 'object' || address === null) {
      throw new Error('a server that listens has an address');
    }
    return `127.0.0.1:${address.port}`;
  }

  stop(): void {
    this.server.close();
    this.server.closeAllConnections();
  }
}

async function answer(incoming: IncomingMessage, response: ServerResponse, handle: Handler): Promise<void> {
  const { code, body } = handle(incoming, await text(incoming));
  response.writeHead(code, { 'content-type': body.startsWith('{') ? 'application/json' : 'text/plain' }).end(body);
}

/** Plays Prometheus: notes each query, and answers as the scenario says. */
export class FakeMetrics {
  settings: MetricsSettings = METRICS_AT_START;
  readonly server = new FakeServer((incoming, body) => this.answer(incoming, body));

  constructor(private readonly journal: Journal) {}

  private answer(incoming: IncomingMessage, body: string): Reply {
    const url = new URL(incoming.url ?? '/', 'http://metrics');
    const query = url.searchParams.get('query') ?? new URLSearchParams(body).get('query');
    if (query === null || !url.pathname.endsWith('/query')) {
      return { code: 200, body: '{"status":"success","data":{}}' };
    }
    this.journal.add({ saw: 'query', query: query.replaceAll(/\s+/g, ' ').trim(), headers: telling(incoming) });
    return metricsAnswer(query.trim(), this.settings);
  }
}

const USUAL = [
  'host',
  'connection',
  'user-agent',
  'accept',
  'accept-encoding',
  'accept-language',
  'content-type',
  'content-length',
  'transfer-encoding',
  'sec-fetch-mode',
  'cache-control',
  'pragma',
];

const telling = ({ headers }: IncomingMessage): Tree =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !USUAL.includes(name)));

/** Plays webhooks and alert receivers: notes each request, and answers 200 unless the scenario says otherwise. */
export class FakeReceiver {
  readonly answers = new Map<string, Reply>();
  readonly server = new FakeServer((incoming, body) => this.answer(incoming, body));

  constructor(private readonly journal: Journal) {}

  private answer(incoming: IncomingMessage, body: string): Reply {
    const path = incoming.url ?? '/';
    const reply = this.answers.get(path) ?? { code: 200, body: 'OK' };
    this.journal.add({
      saw: 'call',
      call: { path, headers: compared(incoming), body: decoded(body), answered: reply.code },
    });
    return reply;
  }
}

const compared = ({ headers }: IncomingMessage): Tree =>
  Object.fromEntries(
    ['content-type', 'authorization'].flatMap((name) => (headers[name] === undefined ? [] : [[name, headers[name]]])),
  );

function decoded(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
}
