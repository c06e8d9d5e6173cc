import type { ServerResponse } from 'node:http';
import { createServer, type ServerHttp2Stream } from 'node:http2';
import { describe, expect, it } from '@jest/globals';
import { receiver } from '../../test/receiver.ts';
import { thisMachine } from '../machine.ts';
import { generate } from './generate.ts';
import { type LoadPlan, USUAL } from './plan.ts';

const sent = (plan: Partial<LoadPlan> & Pick<LoadPlan, 'url'>, signal = new AbortController().signal) =>
  generate({ ...USUAL, ...plan }, { time: thisMachine, signal });

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
    const server = createServer();
    server.on('stream', (stream: ServerHttp2Stream) => {
      stream.on('error', () => undefined);
      stream.respond({ ':status': 200 });
      stream.write(HALF);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const report = await sent({ url: `http://127.0.0.1:${port}/`, count: 4, timeoutMs: 300, isHttp2: true });
    expect([report.sent, report.failed]).toEqual([4, 4]);
    await new Promise((resolve) => server.close(resolve));
  });
});
