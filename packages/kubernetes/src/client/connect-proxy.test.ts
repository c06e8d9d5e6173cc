import { writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage } from 'node:http';
import { connect as openSocket, type Socket } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { atEnd, portOf, send, serve, type TestServer, until } from '../../test/api-server.ts';
import { selfSigned } from '../../test/certificate.ts';
import { connected, folder, get, kubeconfig } from '../../test/connected.ts';
import type { Connection } from './connect.ts';
import { CONFIG_MAPS } from './resource.ts';
import { createTransport } from './transport.ts';

const { cert, key } = selfSigned('server', 'api.test');
const caData = Buffer.from(cert).toString('base64');

interface Proxy {
  readonly url: string;
  readonly asked: readonly string[];
  readonly open: ReadonlySet<Socket>;
}

/** Opens tunnels to one server, whichever is asked for; refuses them where there is none. */
async function tunnels(server?: TestServer): Promise<Proxy> {
  const asked: string[] = [];
  const open = new Set<Socket>();
  const proxy = createServer((_, response) => response.writeHead(405).end());
  proxy.on('connect', ({ url = '', headers }: IncomingMessage, socket: Socket) => {
    asked.push(`${url} ${headers['proxy-authorization'] ?? ''}`.trim());
    if (server === undefined) {
      socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
      return;
    }
    const onward = openSocket(Number(new URL(server.url).port), '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      onward.pipe(socket).pipe(onward);
    });
    open.add(socket);
    socket.on('close', () => open.delete(socket) && onward.destroy()).on('error', () => onward.destroy());
    onward.on('close', () => socket.destroy()).on('error', () => socket.destroy());
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  atEnd(async () => {
    open.forEach((socket) => socket.destroy());
    proxy.closeAllConnections();
    await new Promise((resolve) => proxy.close(resolve));
  });
  return { url: `http://me:p%40ss@127.0.0.1:${portOf(proxy)}`, asked, open };
}

const BASIC = `Basic ${Buffer.from('me:p@ss').toString('base64')}`;

const watch = (connection: Connection): Promise<AsyncIterable<Uint8Array>> =>
  createTransport({ connection }).stream({ verb: 'watch', resource: CONFIG_MAPS, place: { namespace: 'test' } });

async function heard(stream: AsyncIterable<Uint8Array>): Promise<string> {
  const texts: string[] = [];
  for await (const chunk of stream) {
    texts.push(Buffer.from(chunk).toString());
  }
  return texts.join('');
}

describe('connect: the proxy of the environment', () => {
  it('tunnels requests and any number of watches, which go on for as long as the server says', async () => {
    const server = await serve(
      ({ path, query }, response) => {
        if (!path.endsWith('/configmaps') || 'name' in query) {
          return send(response, {});
        }
        response.writeHead(200).write('one ');
        return setTimeout(() => response.end('two'), 50);
      },
      { cert, key },
    );
    const proxy = await tunnels(server);
    const connection = connected({
      kubeconfig: await kubeconfig({ server: 'https://api.test', 'certificate-authority-data': caData }, {}),
      environment: { HTTPS_PROXY: proxy.url, NO_PROXY: 'svc,cluster.local' },
    });
    const streams = await Promise.all(Array.from({ length: 20 }, () => watch(connection)));
    expect(proxy.open.size).toBe(20);
    await get(connection);
    expect(await Promise.all(streams.map(heard))).toEqual(streams.map(() => 'one two'));
    expect(new Set(proxy.asked)).toEqual(new Set([`api.test:443 ${BASIC}`]));
    expect(server.lines()).toContain('GET /api/v1/namespaces/test/configmaps/a');
    await connection.close();
    await until(() => proxy.open.size === 0);
  });

  it('is asked for the API server of the pod we run in, as any other address', async () => {
    const proxy = await tunnels();
    const serviceAccount = await folder();
    await writeFile(join(serviceAccount, 'token'), 'secret');
    await writeFile(join(serviceAccount, 'ca.crt'), cert);
    const environment = { HTTPS_PROXY: proxy.url, KUBERNETES_SERVICE_HOST: '10.0.0.1', KUBERNETES_SERVICE_PORT: '443' };
    await expect(get(connected({ serviceAccount, environment }), 500)).rejects.toThrow(
      /^reading ConfigMap a\.test: Proxy response \(403\)/,
    );
    expect(proxy.asked).toContain(`10.0.0.1:443 ${BASIC}`);
  });

  it('is not asked where NO_PROXY says so, on the machine itself, or where the kubeconfig names another', async () => {
    const server = await serve((_, response) => send(response, {}), { cert, key });
    const [proxy, other] = [await tunnels(), await tunnels(server)];
    const environment = { HTTPS_PROXY: proxy.url, NO_PROXY: '10.0.0.0/8' };
    const cluster = { server: server.url, 'certificate-authority-data': caData };
    await get(connected({ kubeconfig: await kubeconfig(cluster, {}), environment }));
    expect(other.asked).toEqual([]);
    await get(connected({ kubeconfig: await kubeconfig({ ...cluster, 'proxy-url': other.url }, {}), environment }));
    expect(other.asked).toEqual([`${new URL(server.url).host} ${BASIC}`]);
    expect(proxy.asked).toEqual([]);
  });

  it('is refused by the name of its variable where it speaks neither http nor https', async () => {
    const environment = { HTTPS_PROXY: 'socks5://me:hunter2@127.0.0.1:1080' };
    await expect(get(connected({ master: 'https://api.test', environment }), 100)).rejects.toThrow(
      /^reading ConfigMap a\.test: HTTPS_PROXY: only http and https proxies are supported$/,
    );
  });

  it('is refused as that of the kubeconfig where its password cannot be read', async () => {
    const cluster = { server: 'https://api.test', 'proxy-url': 'http://me:hunter%2@127.0.0.1:1080' };
    await expect(get(connected({ kubeconfig: await kubeconfig(cluster, {}) }), 100)).rejects.toThrow(
      /^reading ConfigMap a\.test: proxy-url of the kubeconfig: user and password must be UTF-8, with % as %25$/,
    );
  });
});
