import { createServer, type IncomingMessage, type Server } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import axios from 'axios';
import { localhostCertificate } from '@flagger/testing';
import { anyCertificate, redirects } from './connection.ts';
import { sending } from './sending.ts';

const seen: string[] = [];
const before = process.env;

/** Leads whoever asks by http to https, and opens no tunnel. */
const proxy = (name: string): Server =>
  createServer(({ url = '' }, response) => {
    seen.push(`${name}: ${url}`);
    response.writeHead(301, { location: url.replace('http:', 'https:') }).end();
  }).on('connect', ({ url = '' }: IncomingMessage, socket) => {
    seen.push(`${name}: CONNECT ${url}`);
    socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
  });
const [plain, secure] = [proxy('plain'), proxy('secure')];
/** Leads back to http. */
const site = createSecureServer(localhostCertificate, ({ url = '', headers: { host = '' } }, response) => {
  seen.push(`site: ${url}`);
  response.writeHead(301, { location: `http://${host}${url}` }).end();
});
const addressOf = (server: Server): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

beforeAll(async () => {
  for (const server of [plain, secure, site]) {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  }
});
afterEach(() => {
  process.env = before;
  seen.length = 0;
});
afterAll(async () => {
  for (const server of [plain, secure, site]) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

it.each([
  ['another', () => secure, 'secure'],
  ['the same', () => plain, 'plain'],
])('a question that is led to https goes on by %s proxy of the environment', async (_, other, name) => {
  process.env = { HTTP_PROXY: addressOf(plain), HTTPS_PROXY: addressOf(other()) };
  const baseURL = 'http://prometheus.example/prefix/';
  await axios
    .request({
      baseURL,
      url: '/api/v1/query',
      params: new URLSearchParams({ query: 'up' }),
      adapter: sending,
      ...redirects(new URL(baseURL), { isRead: true }),
    })
    .catch(() => undefined);
  expect(seen).toEqual([
    'plain: http://prometheus.example/prefix/api/v1/query?query=up',
    `${name}: CONNECT prometheus.example:443`,
  ]);
});

it.each([undefined, 3])('redirects in a circle end after %j, also where only http goes by a proxy', async (most) => {
  process.env = { HTTP_PROXY: addressOf(plain) };
  const url = addressOf(site).replace('127.0.0.1', 'prometheus.example');
  const asked = axios.request({
    url,
    adapter: sending,
    httpsAgent: anyCertificate,
    lookup: async () => ['127.0.0.1', 4] as const,
    maxRedirects: most,
  });
  await expect(asked).rejects.toMatchObject({ code: 'ERR_FR_TOO_MANY_REDIRECTS' });
  expect(seen.length).toBe((most ?? 21) + 1);
});
