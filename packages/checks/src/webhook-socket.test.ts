import { createServer, type Server } from 'node:https';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { localhostCertificate } from '@flagger/testing';
import { callWebhook } from './webhook.ts';

let server: Server;
let url: string;

beforeAll(async () => {
  server = createServer(localhostCertificate, ({ url: path = '' }, response) => {
    response.writeHead(Number(path.slice(1))).flushHeaders();
    response.write('the rest never comes');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  url = `https://localhost:${typeof address === 'object' && address ? address.port : 0}`;
});

afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const silent = () => undefined;
const call = (status: number, disableTLS = true) =>
  callWebhook({
    hook: { name: 'smoke', url: `${url}/${status}`, retries: status === 200 ? 2 : 0, disableTLS },
    body: {},
    id: 'q',
    timeoutMs: 10_000,
    canary: 'loam.test',
    options: {
      clock: { now: () => 0, after: () => silent },
      log: { debug: silent, info: silent, warn: silent, error: silent },
    },
    signal: new AbortController().signal,
  });

it('a webhook whose certificate nobody knows is refused at once', async () => {
  const { message } = await call(200, false);
  expect(message).toContain('giving up after 1 attempt(s): Post "');
  expect(message).toContain('tls: failed to verify certificate');
});

it('a webhook whose certificate nobody knows is called where the Canary says so', async () => {
  expect(await call(200)).toEqual({ ok: true, message: '' });
});

it('a webhook is believed before the end of its body, which nobody needs', async () => {
  expect((await call(202)).ok).toBe(true);
  expect((await call(500)).message).toMatch(/giving up after 1 attempt\(s\)$/);
});
