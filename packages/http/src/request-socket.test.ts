import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { localhostCertificate } from '@flagger/testing';
import { request, type OutboundRequest } from './request.ts';

const seen: string[] = [];
let closed: Promise<unknown> = Promise.resolve();
const told = ({ method = '', url = '', headers }: IncomingMessage): string =>
  [method, url, headers['proxy-authorization'] ?? '', headers.authorization ?? ''].filter(Boolean).join(' ');

/** Its answers never end. */
const receiver = createSecureServer(localhostCertificate, (request, response) => {
  seen.push(told(request));
  closed = once(response, 'close');
  response.writeHead(Number((request.url ?? '').slice(1))).flushHeaders();
  response.write('the rest never comes');
});
/** Forwards nothing: answers itself, and refuses tunnels. */
const proxy = createServer((request, response) => {
  seen.push(told(request));
  response.writeHead(200).end();
}).on('connect', (request: IncomingMessage, socket) => {
  seen.push(told(request));
  socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
});

const portOf = (server: Server): number => (server.address() as AddressInfo).port;
const asked = (given: Partial<OutboundRequest>) =>
  request(
    { url: `https://localhost:${portOf(receiver)}/200`, body: {}, timeoutMs: 1, ...given },
    { clock: { now: () => 0, after: () => () => undefined }, signal: new AbortController().signal },
    async ({ status }) => status,
  );

beforeAll(async () => {
  for (const server of [receiver, proxy]) {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  }
});
afterEach(() => {
  seen.length = 0;
});
afterAll(async () => {
  for (const server of [receiver, proxy]) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

describe('a receiver whose certificate nobody knows', () => {
  it('gets nothing', async () => {
    expect(await asked({})).toEqual({
      kind: 'failed',
      why: 'network',
      reason: expect.stringMatching(/^tls: failed to verify certificate: self-signed certificate/),
      code: 'DEPTH_ZERO_SELF_SIGNED_CERT',
      isFinal: true,
    });
    expect(seen).toEqual([]);
  });

  it('is told where any certificate will do', async () => {
    expect(await asked({ anyCertificate: true })).toBe(200);
    expect(seen).toEqual(['POST /200']);
  });

  it('is told where its authority is named', async () => {
    expect(await asked({ ca: localhostCertificate.cert })).toBe(200);
  });
});

it.each([200, 503])(
  'a receiver that answers %d is believed before the end of its answer, which is not waited for',
  async (status) => {
    const url = `https://localhost:${portOf(receiver)}/${status}`;
    expect(await asked({ url, anyCertificate: true })).toBe(status);
    await closed;
  },
);

describe('a proxy', () => {
  const proxyUrl = () => `http://me:p%40ss@127.0.0.1:${portOf(proxy)}`;
  const basic = `Basic ${Buffer.from('me:p@ss').toString('base64')}`;

  it('is asked in the place of the receiver, with the credentials for both', async () => {
    const headers = { Authorization: 'Bearer token' };
    expect(await asked({ url: 'http://receiver.example/a?b=c', headers, proxyUrl: proxyUrl() })).toBe(200);
    expect(seen).toEqual([`POST http://receiver.example/a?b=c ${basic} Bearer token`]);
  });

  it('gets to know only the host of a receiver that is spoken to in secret', async () => {
    const headers = { Authorization: 'Bearer token' };
    expect(await asked({ url: 'https://receiver.example/a', headers, proxyUrl: proxyUrl() })).toBe(403);
    expect(seen).toEqual([`CONNECT receiver.example:443 ${basic}`]);
  });
});

describe('the proxy of the environment', () => {
  const before = process.env;
  const environment = (given: Readonly<Record<string, string>>): void => {
    process.env = given;
  };
  const address = (server: Server): string => `http://127.0.0.1:${portOf(server)}`;
  const nobody = 'http://127.0.0.1:1';

  afterEach(() => {
    process.env = before;
  });

  it('is asked in the place of a receiver elsewhere, unless the request names another', async () => {
    environment({ HTTP_PROXY: address(proxy), http_proxy: nobody, HTTPS_PROXY: nobody });
    expect(await asked({ url: 'http://receiver.example/a' })).toBe(200);
    expect(await asked({ url: 'https://receiver.example/a', proxyUrl: address(proxy) })).toBe(403);
    expect(seen).toEqual(['POST http://receiver.example/a', 'CONNECT receiver.example:443']);
  });

  it('is not asked for a receiver on the machine itself', async () => {
    environment({ HTTP_PROXY: address(proxy), HTTPS_PROXY: address(proxy), ALL_PROXY: address(proxy) });
    expect(await asked({ anyCertificate: true })).toBe(200);
    expect(seen).toEqual(['POST /200']);
  });

  it('is not asked for a name below one that needs none', async () => {
    environment({ HTTP_PROXY: address(proxy), NO_PROXY: 'svc,cluster.local,invalid' });
    expect(await asked({ url: 'http://prometheus.monitoring.invalid/a' })).toMatchObject({ kind: 'failed' });
    expect(seen).toEqual([]);
  });

  it('that speaks another protocol is refused by the name of its variable', async () => {
    environment({ HTTPS_PROXY: 'socks5://me:hunter2@127.0.0.1:1080' });
    expect(await asked({ url: 'https://receiver.example/a' })).toEqual({
      kind: 'failed',
      why: 'network',
      reason: 'HTTPS_PROXY: only http and https proxies are supported',
      isFinal: true,
    });
  });
});
