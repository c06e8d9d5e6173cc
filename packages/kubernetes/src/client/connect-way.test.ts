import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { atEnd, portOf, refuse, send, serve, until } from '../../test/api-server.ts';
import { selfSigned } from '../../test/certificate.ts';
import { folder, kubeconfig, connected, get, clientName } from '../../test/connected.ts';

describe('connect: the way to the server', () => {
  const { cert, key } = selfSigned('server', 'api.test');
  const caData = Buffer.from(cert).toString('base64');

  it('trusts the CA of the kubeconfig and shows the client certificate', async () => {
    const client = selfSigned('flagger', 'client.test');
    const seen: unknown[] = [];
    const server = await serve(
      (_, response) => {
        seen.push(clientName(response.socket));
        send(response, {});
      },
      { cert, key, ca: client.cert, requestCert: true },
    );
    const user = {
      'client-certificate-data': Buffer.from(client.cert).toString('base64'),
      'client-key-data': Buffer.from(client.key).toString('base64'),
    };
    await get(
      connected({ kubeconfig: await kubeconfig({ server: server.url, 'certificate-authority-data': caData }, user) }),
    );
    expect(seen).toEqual(['flagger']);
  });

  it('refuses a server that nobody vouches for, unless told not to look', async () => {
    const server = await serve((_, response) => send(response, {}), { cert, key });
    await expect(get(connected({ kubeconfig: await kubeconfig({ server: server.url }, {}) }), 1_000)).rejects.toThrow(
      /^reading ConfigMap a\.test: .*certificate/,
    );
    await get(
      connected({ kubeconfig: await kubeconfig({ server: server.url, 'insecure-skip-tls-verify': true }, {}) }),
    );
    expect(server.asked).toHaveLength(1);
  });

  it('takes the server for the name in tls-server-name', async () => {
    const server = await serve((_, response) => send(response, {}), { cert, key });
    const cluster = { server: server.url, 'certificate-authority-data': caData };
    await get(connected({ kubeconfig: await kubeconfig({ ...cluster, 'tls-server-name': 'api.test' }, {}) }));
    await expect(
      get(connected({ kubeconfig: await kubeconfig({ ...cluster, 'tls-server-name': 'other.test' }, {}) }), 1_000),
    ).rejects.toThrow('other.test');
    expect(server.asked).toHaveLength(1);
  });

  it('leads through the proxy of the kubeconfig', async () => {
    const asked: unknown[] = [];
    const proxy = createServer((request, response) => {
      asked.push(request.url);
      response.end('{}');
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    atEnd(async () => proxy.closeAllConnections());
    atEnd(() => new Promise((resolve) => proxy.close(resolve)));
    await get(
      connected({
        kubeconfig: await kubeconfig(
          { server: 'http://api.test', 'proxy-url': `http://127.0.0.1:${portOf(proxy)}` },
          {},
        ),
      }),
    );
    expect(asked).toEqual(['http://api.test/api/v1/namespaces/test/configmaps/a']);
  });

  it('uses a new client certificate for new connections once its file has changed', async () => {
    const clients = [selfSigned('first', 'client.test'), selfSigned('second', 'client.test')] as const;
    const seen: unknown[] = [];
    const server = await serve(
      (_, response) => {
        const name = clientName(response.socket);
        seen.push(name);
        return name === 'second' ? send(response, {}) : refuse(response, 401);
      },
      { cert, key, ca: clients.map((client) => client.cert), requestCert: true },
    );
    const path = await folder();
    const files = { 'client-certificate': join(path, 'cert'), 'client-key': join(path, 'key') };
    const write = (client: (typeof clients)[number]): Promise<unknown> =>
      Promise.all([writeFile(files['client-certificate'], client.cert), writeFile(files['client-key'], client.key)]);
    await write(clients[0]);
    const connection = connected({
      kubeconfig: await kubeconfig({ server: server.url, 'certificate-authority-data': caData }, files),
    });
    await connection.access();
    await write(clients[1]);
    await get(connection);
    await until(() => seen.length === 2);
    expect(seen).toEqual(['first', 'second']);
  });
});
