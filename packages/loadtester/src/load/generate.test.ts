import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { createServer as createHttp2Server, type ServerHttp2Stream } from 'node:http2';
import { createServer as createTcpServer, type Server, type Socket } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { receiver } from '../../test/receiver.ts';
import { thisMachine } from '../machine.ts';
import { pause } from '../time.ts';
import { generate } from './generate.ts';
import { type LoadPlan, USUAL } from './plan.ts';
import type { Sample } from './report.ts';

const sent = (plan: Partial<LoadPlan> & Pick<LoadPlan, 'url'>, signal = new AbortController().signal) =>
  generate({ ...USUAL, ...plan }, { time: thisMachine, signal });

/** What comes of it within three seconds. */
const soon = async <T>(load: Promise<T>): Promise<T> => {
  const late = new AbortController();
  const never = pause(thisMachine, 3_000, late.signal).then(() => Promise.reject(new Error('it does not end')));
  try {
    return await Promise.race([load, never]);
  } finally {
    late.abort();
    await never.catch(() => undefined);
  }
};

async function listening(server: Pick<Server, 'listen' | 'address'>): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

const HALF = '{"half":';

describe('a request has failed', () => {
  it('whose answer breaks off', async () => {
    const server = await receiver((_, response) => {
      response.writeHead(200, { 'content-length': '1000' });
      response.write(HALF, () => response.destroy());
    });
    const report = await sent({ url: server.url, count: 4 });
    expect([report.sent, report.failed]).toEqual([4, 4]);
    expect(report.text()).toMatch(/^answers: error: 4$/m);
  });

  it.each<[string, (response: ServerResponse) => void]>([
    ['does not come', () => undefined],
    ['hangs', (response) => response.write(HALF)],
    [
      'drips',
      (response) => {
        const drip = setInterval(() => response.write('.'), 50);
        response.once('close', () => clearInterval(drip));
      },
    ],
  ])('whose answer %s for longer than its timeout', async (_, answer) => {
    const server = await receiver((_received, response) => answer(response));
    const report = await sent({ url: server.url, count: 4, timeoutMs: 300 });
    expect([report.sent, report.failed]).toEqual([4, 4]);
    expect(report.text()).toMatch(/^errors: no whole answer within 300 ms: 4$/m);
    // two connections, each of them twice; undici's own timeouts are up to a second late
    expect(report.elapsedMs).toBeLessThan(1_500);
  });

  it('whose answer hangs on HTTP/2', async () => {
    const server = createHttp2Server();
    server.on('stream', (stream: ServerHttp2Stream) => {
      stream.on('error', () => undefined);
      stream.respond({ ':status': 200 });
      stream.write(HALF);
    });
    const port = await listening(server);
    const report = await sent({ url: `http://127.0.0.1:${port}/`, count: 4, timeoutMs: 300, isHttp2: true });
    expect([report.sent, report.failed]).toEqual([4, 4]);
    await new Promise((resolve) => server.close(resolve));
  });
});

it.each([
  'Expect: 100-continue',
  'Transfer-Encoding: chunked',
  'Keep-Alive: timeout=5',
  'Upgrade: h2c',
  'Content-Length: many',
])('a load with the header %s, which cannot be sent, ends at once and says why', async (header) => {
  const server = await receiver((_received, response) => response.end());
  const [name = '', value = ''] = header.split(': ');
  const end = new AbortController();
  const load = sent({ url: server.url, durationMs: 10_000, headers: [[name, value]] }, end.signal);
  await expect(soon(load)).rejects.toThrow(/^no such request can be sent: /);
});

it('such a load sends nothing more by any of its connections, so that others have their turn', async () => {
  const server = await receiver((_received, response) => response.end());
  const samples: Sample[] = [];
  const plan = { ...USUAL, url: server.url, durationMs: 10_000, isHttp2: true, connections: 4 };
  const load = generate(
    { ...plan, headers: [['Keep-Alive', 'timeout=5']] },
    { time: thisMachine, signal: new AbortController().signal, onSample: (sample) => samples.push(sample) },
  );
  await expect(soon(load)).rejects.toThrow(/^no such request can be sent: /);
  await pause(thisMachine, 10, new AbortController().signal);
  expect(samples.length).toBeLessThan(10);
});

it('a load that is ended waits for no connection that is not made yet', async () => {
  const sockets: Socket[] = [];
  const silent = createTcpServer((socket) => sockets.push(socket.on('error', () => undefined)));
  const port = await listening(silent);
  const end = new AbortController();
  const load = sent({ url: `https://127.0.0.1:${port}/`, timeoutMs: 60_000 }, end.signal);
  await once(silent, 'connection');
  end.abort();
  expect((await soon(load)).sent).toBe(0);
  sockets.forEach((socket) => socket.destroy());
  silent.close();
});
