import { type AddressInfo, createServer } from 'node:net';
import { afterEach, expect, it } from '@jest/globals';
import { requester } from './conformance/requester.ts';
import { type ApiServer, type ApiServerOptions, startApiServer } from './index.ts';
import { aDefinition } from './trial/trial.ts';

let servers: ApiServer[] = [];
afterEach(async () => {
  await Promise.all(servers.map((server) => server.close()));
  servers = [];
});

async function start(options: Partial<ApiServerOptions> = {}): Promise<ApiServer> {
  const server = await startApiServer({ token: 'secret-token', ...options });
  servers.push(server);
  return server;
}

const portOf = ({ url }: ApiServer): number => Number(new URL(url).port);

it('the kubeconfig is all that a client needs', async () => {
  const server = await start();
  const client = requester(server.kubeconfig());
  expect((await client.send({ method: 'GET', path: '/api/v1/namespaces/default' })).status).toBe(200);
  await client.close();
});

it('whoever listens hears of each request, also of one that is refused, and how it was answered', async () => {
  const heard: string[] = [];
  const server = await start({
    heard: ({ method = '', url = '' }, response) =>
      response.once('finish', () => heard.push(`${method} ${url} ${response.statusCode}`)),
  });
  const client = requester(server.kubeconfig());
  await client.send({ method: 'GET', path: '/api/v1/namespaces/default' });
  await client.send({ method: 'GET', path: '/api/v1/namespaces/none' });
  await client.close();
  expect(heard).toEqual(['GET /api/v1/namespaces/default 200', 'GET /api/v1/namespaces/none 404']);
});

it('two servers know nothing of each other', async () => {
  const [one, two] = [requester((await start()).kubeconfig()), requester((await start()).kubeconfig())];
  await one.send({
    method: 'POST',
    path: '/api/v1/namespaces',
    body: { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'mine' } },
  });
  expect((await two.send({ method: 'GET', path: '/api/v1/namespaces/mine' })).status).toBe(404);
  await Promise.all([one.close(), two.close()]);
});

it('closing ends watches and frees the port', async () => {
  const server = await start();
  const client = requester(server.kubeconfig());
  const stream = await client.open(
    '/api/v1/namespaces?watch=true&resourceVersion=0&fieldSelector=metadata.name%3Dnone',
  );
  const end = stream.next().then(
    () => 'ended',
    () => 'broken',
  );
  await server.close();
  expect(['ended', 'broken']).toContain(await end);
  expect(portOf(await start({ port: portOf(server) }))).toBe(portOf(server));
  await client.close();
});

it('a port that is taken is told', async () => {
  const other = createServer();
  await new Promise<void>((resolve) => void other.listen(0, '127.0.0.1', () => resolve()));
  await expect(start({ port: (other.address() as AddressInfo).port })).rejects.toThrow('EADDRINUSE');
  await new Promise((resolve) => void other.close(resolve));
});

it('a definition that is not acceptable is told, and leaves nothing running', async () => {
  const timers = new Set<symbol>();
  const after = (ms: number, callback: () => void): (() => void) => {
    const timer = Symbol(`${ms} ms`);
    timers.add(timer);
    const handle = setTimeout(() => {
      timers.delete(timer);
      callback();
    }, ms);
    return () => {
      timers.delete(timer);
      clearTimeout(handle);
    };
  };
  await expect(
    start({ clock: { now: () => Date.now(), after }, crds: [{ ...aDefinition({}), metadata: { name: 'other' } }] }),
  ).rejects.toThrow('must be spec.names.plural+"."+spec.group');
  await new Promise((resolve) => void setTimeout(resolve, 0));
  expect(timers.size).toBe(0);
});
