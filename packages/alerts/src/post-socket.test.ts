import { once } from 'node:events';
import { createServer } from 'node:http';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { post } from './post.ts';

let closed: Promise<unknown> = Promise.resolve();
let url = '';

/** Its answers never end. */
const receiver = createServer((request, response) => {
  closed = once(response, 'close');
  response.writeHead(Number((request.url ?? '').slice(1))).flushHeaders();
  response.write('the rest never comes');
});

beforeAll(async () => {
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  const address = receiver.address();
  url = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
});
afterAll(async () => {
  receiver.closeAllConnections();
  await new Promise((resolve) => receiver.close(resolve));
});

it.each([
  [200, { kind: 'delivered' }],
  [503, { kind: 'failed', reason: 'HTTP 503' }],
])(
  'a receiver that answers %d is believed before the end of its answer, which is not waited for',
  async (status, expected) => {
    const attempt = post(
      { url: `${url}/${status}`, body: {}, timeoutMs: 1 },
      { clock: { now: () => 0, after: () => () => undefined }, signal: new AbortController().signal },
    );
    expect(await attempt).toMatchObject(expected);
    await closed;
  },
);
