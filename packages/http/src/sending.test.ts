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
  createServer(({ url = '', headers: { authorization = '' } }, response) => {
    seen.push(`${name}: ${url} ${authorization}`.trim());
    response.writeHead(301, { location: url.replace('http:', 'https:') }).end();
  }).on('connect', ({ url = '' }: IncomingMessage, socket) => {
    seen.push(`${name}: CONNECT ${url}`);
    socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
  });
const [plain, secure] = [proxy('plain'), proxy('secure')];
/** Leads back to http. */
const site = createSecureServer(localhostCertificate, ({ url = '', headers }, response) => {
  seen.push(`site: ${url} ${headers.authorization ?? ''}`.trim());
  response.writeHead(301, { location: `http://${headers.host ?? ''}${url}` }).end();
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
  await expect(askedInCircles(most)).rejects.toMatchObject({ code: 'ERR_FR_TOO_MANY_REDIRECTS' });
  expect(seen.length).toBe((most ?? 21) + 1);
});

it('credentials that are sent by https do not go on in clear by a proxy for http', async () => {
  process.env = { HTTP_PROXY: addressOf(plain) };
  await askedInCircles(2).catch(() => undefined);
  const inClear = 'plain: http://prometheus.example/';
  expect(seen.map((each) => each.replace(/:\d+\//, '/'))).toEqual([`${inClear} hunter2`, 'site: / hunter2', inClear]);
});

const askedInCircles = (maxRedirects: number | undefined) =>
  axios.request({
    url: addressOf(site).replace('127.0.0.1', 'prometheus.example'),
    headers: { Authorization: 'hunter2' },
    adapter: sending,
    httpsAgent: anyCertificate,
    lookup: async () => ['127.0.0.1', 4] as const,
    ...(maxRedirects !== undefined && { maxRedirects }),
  });
