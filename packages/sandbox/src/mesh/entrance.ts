import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { hostAndPort } from './host-name.ts';
import { addressOf, bodyOf } from './pods/pod-server.ts';
import { type Answer, ANY_GATEWAY, type Request, type Source } from './router/request.ts';

/** An HTTP server of the mesh, on this machine. */
export interface Entrance {
  readonly url: string;
  stop(): Promise<void>;
}

/** Somebody outside, who reaches every host of the mesh. */
const OUTSIDE: Source = {
  namespace: 'default',
  workload: 'istio-ingressgateway',
  labels: { app: 'istio-ingressgateway' },
  gateway: ANY_GATEWAY,
};

/**
 * Lets requests from outside in: the `Host` header says for whom they are, or the whole address where this is used as
 * an HTTP proxy.
 */
export async function startEntrance(port: number, answer: (request: Request) => Promise<Answer>): Promise<Entrance> {
  return listening(port, (incoming, response) => {
    void requestOf(incoming)
      .then(answer)
      .then(
        ({ status, headers, body }) => response.writeHead(status, flat(headers)).end(body),
        () => response.destroy(),
      );
  });
}

/** Shows a text at `/metrics`. */
export async function startMetrics(port: number, text: () => string): Promise<Entrance> {
  return listening(port, ({ url }, response) => {
    const isMetrics = url?.split('?')[0] === '/metrics';
    response
      .writeHead(isMetrics ? 200 : 404, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' })
      .end(isMetrics ? text() : 'metrics are at /metrics\n');
  });
}

async function listening(
  port: number,
  listener: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<Entrance> {
  const server = createServer(listener);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return { url: `http://127.0.0.1:${addressOf(server.address()).port}`, stop: () => closed(server) };
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

async function requestOf(incoming: IncomingMessage): Promise<Request> {
  const {
    method = 'GET',
    url = '/',
    headers: { host: authority = '' },
  } = incoming;
  const whole = /^(https?):\/\/([^/?]*)(.*)$/.exec(url);
  const headers = new Headers();
  for (const [name, values] of Object.entries(incoming.headersDistinct)) {
    for (const value of values ?? []) {
      headers.append(name, value);
    }
  }
  const body = await bodyOf(incoming);
  const path = whole?.[3] ?? url;
  return {
    method,
    headers,
    source: OUTSIDE,
    scheme: whole?.[1] ?? 'http',
    ...hostAndPort(whole?.[2] ?? authority),
    path: path.startsWith('/') ? path : `/${path}`,
    body: body.length === 0 ? undefined : body,
  };
}

/** Headers as Node wants them: one line each, several for cookies. */
const flat = (headers: Headers): string[] => [...headers].flat();
