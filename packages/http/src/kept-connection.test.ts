import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { request, type OutboundRequest } from './request.ts';

const seen: string[] = [];
const answered = new Set<Socket>();

/** Answers one request on each connection, and closes it without a word when it is asked a second time. */
const server = createServer(({ method, socket }, response) => {
  seen.push(`${method} ${answered.has(socket) ? 'closed' : 'answered'}`);
  if (answered.has(socket)) {
    socket.destroy();
    return;
  }
  answered.add(socket);
  response.end('so it is');
});

beforeAll(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)));
beforeEach(() => {
  seen.length = 0;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const asked = async (given: Partial<OutboundRequest> = {}) => {
  const { port } = server.address() as AddressInfo;
  const answer = await request(
    { url: `http://127.0.0.1:${port}/`, timeoutMs: 1, ...given },
    { clock: { now: () => 0, after: () => () => undefined }, signal: new AbortController().signal },
    ({ text }) => text(100),
  );
  // the connection is free for the next request only after the end of the answer has been heard
  await new Promise(setImmediate);
  return answer;
};

it('a question on a connection that its server has closed meanwhile is asked again on another', async () => {
  expect([await asked(), await asked()]).toEqual(['so it is', 'so it is']);
  expect(seen).toEqual(['GET answered', 'GET closed', 'GET answered']);
});

it('what may change something is not sent twice', async () => {
  await asked();
  expect(await asked({ body: {} })).toMatchObject({ kind: 'failed', code: 'ECONNRESET' });
  expect(seen.at(-1)).toBe('POST closed');
});

it('a new connection that is closed without an answer is a failure', async () => {
  server.once('connection', (socket: Socket) => answered.add(socket));
  expect(await asked({ headers: { Connection: 'close' } })).toMatchObject({ kind: 'failed', code: 'ECONNRESET' });
});
