import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { prometheus } from './prometheus.ts';

const seen: string[] = [];
const answer = '{"status":"success","data":{"resultType":"vector","result":[{"metric":{},"value":[1,"7"]}]}}';
const other = createServer(({ headers }, response) => {
  seen.push(String(headers['x-key']));
  response.end(answer);
});
/** Sends `/away` to another origin, and `/here` to itself. */
const asked = createServer(({ url = '', headers }, response) => {
  if (url.startsWith('/cut')) {
    response.writeHead(200).write(answer.slice(0, 40), () => response.destroy());
    return;
  }
  const to = url.startsWith('/away') ? `${addressOf(other)}/api/v1/query` : '/api/v1/query';
  if (url.startsWith('/api')) {
    seen.push(String(headers['x-key']));
    response.end(answer);
  } else {
    response.writeHead(307, { location: to }).end();
  }
});

const addressOf = (server: Server): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
const ask = (path: string) =>
  prometheus.measure(
    { text: 'up', interval: '1m' },
    {
      address: `${addressOf(asked)}${path}`,
      headers: { 'X-Key': ['hunter2'] },
      clock: { now: () => 0, after: () => () => undefined },
      signal: new AbortController().signal,
    },
  );

beforeAll(async () => {
  await Promise.all([other, asked].map((server) => once(server.listen(0, '127.0.0.1'), 'listening')));
});
afterAll(async () => {
  for (const server of [other, asked]) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

it('Prometheus may send a query on to itself, and to no other origin, which would get the headers of the template', async () => {
  expect(await ask('/here')).toEqual({ value: 7 });
  expect(await ask('/away')).toEqual({
    problem: { kind: 'unreachable', message: expect.stringContaining('a redirect to another address is not followed') },
  });
  expect(seen).toEqual(['hunter2']);
});

it('Prometheus that breaks off in the middle of an answer cannot be reached: that is no failed check', async () => {
  const { problem } = { problem: undefined, ...(await ask('/cut')) };
  expect(problem).toMatchObject({ kind: 'unreachable', message: expect.stringContaining('request failed: Get') });
});
