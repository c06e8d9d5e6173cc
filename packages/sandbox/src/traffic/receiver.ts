import { createServer, type IncomingMessage } from 'node:http';
import { nameIn } from '@flagger/api';
import { Gates } from './gates.ts';
import { type Payload, payloadOf } from './payload.ts';
import { type HookAnswer, Tasks, type TasksOptions } from './tasks.ts';

export interface ReceiverOptions extends TasksOptions {
  /** 0 takes any free port. */
  readonly port: number;
}

/** An event that was sent to `/events`. */
export type ReceivedEvent = Payload;

export interface Receiver {
  /** E.g. `http://127.0.0.1:41234`. */
  readonly url: string;
  /** What was sent to `/events` so far, oldest first. */
  events(): readonly ReceivedEvent[];
  stop(): Promise<void>;
}

const MOST_EVENTS = 1000;

/** Answers webhooks as the load tester of Flagger does, and keeps the events that are sent to `/events`. */
export async function startReceiver(options: ReceiverOptions): Promise<Receiver> {
  const hooks = new Hooks(options);
  const server = createServer((request, response) => {
    hooks.answer(request).then(
      ({ status, text }) => response.writeHead(status, { 'content-type': 'text/plain' }).end(text),
      () => response.destroy(),
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, '127.0.0.1', resolve);
  });
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === 'object' ? (address?.port ?? 0) : 0}`,
    events: () => [...hooks.events],
    stop: async () => {
      server.closeAllConnections();
      await Promise.all([hooks.tasks.stop(), new Promise((resolve) => server.close(resolve))]);
    },
  };
}

class Hooks {
  readonly events: ReceivedEvent[] = [];
  readonly tasks: Tasks;
  private readonly gates = new Gates();

  constructor(options: TasksOptions) {
    this.tasks = new Tasks(options);
  }

  async answer(request: IncomingMessage): Promise<HookAnswer> {
    const path = request.url?.split('?')[0] ?? '/';
    if (path === '/healthz') {
      return { status: 200, text: 'OK' };
    }
    if (path === '/events' && request.method === 'GET') {
      return { status: 200, text: JSON.stringify(this.events) };
    }
    const body = await textOf(request);
    const payload = payloadOf(body);
    // these two ask nothing of the body
    const fixed = /^\/gate\/(approve|halt)$/.test(path) ? this.gates.answer(path, '') : undefined;
    if (fixed !== undefined) {
      return fixed;
    }
    if (payload === undefined) {
      return { status: 400, text: 'the body is no JSON object' };
    }
    if (path === '/events') {
      return this.keep(payload);
    }
    return this.gates.answer(path, nameIn(payload.name, payload.namespace)) ?? this.tasks.answer(payload);
  }

  private keep(event: ReceivedEvent): HookAnswer {
    this.events.push(event);
    if (this.events.length > MOST_EVENTS) {
      this.events.shift();
    }
    return { status: 200, text: '' };
  }
}

async function textOf(request: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) {
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}
