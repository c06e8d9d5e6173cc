import { createServer, type Http2Server } from 'node:http2';
import { afterEach, describe, expect, it } from '@jest/globals';
import { loadTester, until } from '../../test/load-tester.ts';
import { receiver } from '../../test/receiver.ts';
import { thisMachine } from '../machine.ts';
import { generate } from './generate.ts';
import { Latencies } from './latencies.ts';
import { loadOrder } from './load-order.ts';
import { Pace } from './pace.ts';
import { type LoadPlan, USUAL } from './plan.ts';
import type { Sample } from './report.ts';

const sent = (plan: Partial<LoadPlan> & Pick<LoadPlan, 'url'>, signal = new AbortController().signal) =>
  generate({ ...USUAL, ...plan }, { time: thisMachine, signal });

describe('a load', () => {
  it('is as many requests as were ordered, with method, headers and body', async () => {
    const server = await receiver((_, response) => response.end('fine'));
    const url = `${server.url.replace('//', '//me:p%40ss@')}/a?b=c`;
    const headers = [
      ['X-Own', '17'],
      ['Host', 'podinfo.example'],
    ] as const;
    const report = await sent({ url, count: 25, method: 'POST', body: 'hello', headers });
    expect([report.sent, report.failed]).toEqual([25, 0]);
    expect(server.received).toHaveLength(25);
    expect(server.received[0]).toMatchObject({
      method: 'POST',
      url: '/a?b=c',
      body: 'hello',
      headers: {
        'x-own': '17',
        host: 'podinfo.example',
        authorization: `Basic ${Buffer.from('me:p@ss').toString('base64')}`,
      },
    });
  });

  it('keeps to its rate and its time', async () => {
    const server = await receiver((_, response) => response.end());
    const report = await sent({ url: server.url, rate: 100, durationMs: 1_000 });
    // a loaded machine sends fewer, none sends more but for what it makes up
    expect(report.sent).toBeGreaterThan(50);
    expect(report.sent).toBeLessThanOrEqual(111);
    expect(report.elapsedMs).toBeGreaterThanOrEqual(990);
  });

  it('counts answers from 400 on, and no answers, as failed', async () => {
    const server = await receiver((_, response, count) => response.writeHead(count % 2 === 0 ? 503 : 204).end());
    const report = await sent({ url: server.url, count: 10, connections: 1 });
    expect([report.sent, report.failed, report.errorPercent]).toEqual([10, 5, 50]);
    expect(report.text()).toMatch(/^answers: 204: 5, 503: 5$/m);
    const none = await sent({ url: 'http://127.0.0.1:1', count: 2 });
    expect(none.text()).toMatch(/^errors: .*ECONNREFUSED.*: 2$/m);
  });

  it('uses a new connection for each request where it is told so', async () => {
    const server = await receiver((_, response) => response.end());
    await sent({ url: server.url, count: 3, isKeptAlive: false });
    expect(server.received.map(({ headers }) => headers.connection)).toEqual(['close', 'close', 'close']);
  });

  it('ends with its signal, also while it waits for an answer, which counts as nothing', async () => {
    const server = await receiver(() => undefined);
    const end = new AbortController();
    const load = sent({ url: server.url, connections: 3 }, end.signal);
    await until(() => server.received.length === 3);
    end.abort();
    expect((await load).sent).toBe(0);
  });

  describe('over HTTP/2', () => {
    let server: Http2Server | undefined;
    afterEach(() => new Promise((resolve) => server?.close(resolve)));

    it('shares one connection', async () => {
      const sessions = new Set<unknown>();
      const streams: string[] = [];
      server = createServer((request, response) => {
        sessions.add(request.stream.session);
        streams.push(request.url);
        response.end('fine');
      });
      await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      const report = await sent({ url: `http://127.0.0.1:${port}/two`, count: 20, connections: 4, isHttp2: true });
      expect([report.sent, report.failed, sessions.size]).toEqual([20, 0, 1]);
      expect(new Set(streams)).toEqual(new Set(['/two']));
    });
  });
});

describe('the pace', () => {
  it('spreads requests evenly, and makes up for little that was missed', () => {
    let now = 1_000;
    const pace = new Pace(10, () => now);
    expect([pace.take(), pace.take(), pace.take()]).toEqual([0, 100, 200]);
    now = 10_000;
    expect([pace.take(), pace.take(), pace.take()]).toEqual([0, 0, 100]);
    expect(new Pace(undefined, () => now).take()).toBe(0);
  });
});

describe('latencies', () => {
  it('are told by their quantiles, two percent off at most', () => {
    const latencies = new Latencies();
    for (let ms = 1; ms <= 1_000; ms++) {
      latencies.add(ms);
    }
    for (const share of [0.5, 0.95, 1]) {
      expect(Math.abs(latencies.quantile(share) / (share * 1_000) - 1)).toBeLessThan(0.021);
    }
    expect(new Latencies().quantile(0.5)).toBe(0);
  });
});

describe('what is ordered', () => {
  const order = (metadata: Record<string, string>) =>
    loadOrder(new Map(Object.entries({ url: 'http://a/', ...metadata })));

  it('lasts a minute unless it says how long or how many', () => {
    expect(order({})).toEqual({ plan: { ...USUAL, url: 'http://a/', durationMs: 60_000 }, maxErrorPercent: undefined });
    expect(order({ count: '5' })).toMatchObject({ plan: { count: 5, durationMs: undefined } });
  });

  it('is read with all its fields', () => {
    const all = { rate: '2.5', duration: '1m30s', connections: '4', method: 'PUT', headers: 'A: b\nC:d\n', body: 'x' };
    expect(
      order({ ...all, http2: 'true', insecure: 'true', keepAlive: 'false', timeout: '2s', maxErrorRate: '0.5%' }),
    ).toEqual({
      plan: {
        url: 'http://a/',
        rate: 2.5,
        durationMs: 90_000,
        count: undefined,
        connections: 4,
        method: 'PUT',
        headers: [
          ['A', 'b'],
          ['C', 'd'],
        ],
        body: 'x',
        isHttp2: true,
        trustsAny: true,
        isKeptAlive: false,
        timeoutMs: 2_000,
      },
      maxErrorPercent: 0.5,
    });
  });

  it.each([
    [
      { url: 'podinfo:9898' },
      'url: found "podinfo:9898", allowed is an address such as http://podinfo-canary.test:9898/',
    ],
    [{ rate: '0' }, 'rate: found "0", allowed is a number above 0, of requests a second'],
    [{ connections: '1001' }, 'connections: found "1001", allowed is a whole number from 1 to 1000'],
    [{ duration: '-1s' }, 'duration: found "-1s", allowed is a duration such as 30s or 1m'],
    [{ headers: 'none' }, 'headers: found "none", allowed is lines such as Name: value'],
    [
      { maxErrorRate: '101' },
      'maxErrorRate: found "101", allowed is a number of percent from 0 to 100, such as 1 or 0.5%',
    ],
  ])('is refused with %j', (metadata, sentence) => {
    expect(order(metadata as Record<string, string>)).toBe(sentence);
  });
});

describe('type http', () => {
  const aLoad = (url: string, more: Record<string, string> = {}) => ({
    metadata: { type: 'http', url, count: '10', maxErrorRate: '10', ...more },
  });

  it('needs an address, and says what is wrong', async () => {
    const { post } = await loadTester();
    expect(await post('/', { metadata: { type: 'http' } })).toMatchObject({
      status: 400,
      text: '`url` is required with type http',
    });
    expect((await post('/', aLoad('http://a', { rate: 'x' }))).text).toContain('rate: found "x"');
  });

  it('answers whoever waits with what became of it', async () => {
    const server = await receiver((_, response) => response.end());
    const { post, get } = await loadTester();
    const answer = await post('/', aLoad(server.url, { wait: 'true', returnCmdOutput: 'true' }));
    expect([answer.status, answer.text]).toEqual([200, expect.stringContaining('requests: 10, failed: 0 (0.00 %)')]);
    const { text } = await get('/metrics');
    expect(text).toContain('flagger_loadtest_requests_total{name="podinfo",namespace="test",code="200"} 10');
    expect(text).toContain('flagger_loadtest_requests_failed_total{name="podinfo",namespace="test"} 0');
    expect(text).toContain('flagger_loadtest_request_duration_seconds_count{name="podinfo",namespace="test"} 10');
  });

  it('fails whoever waits where more failed than it may', async () => {
    const server = await receiver((_, response) => response.writeHead(500).end());
    const { post } = await loadTester();
    expect(await post('/', aLoad(server.url, { wait: 'true' }))).toMatchObject({
      status: 500,
      text: expect.stringMatching(/^load test of 127.0.0.1:\d+ failed: 100.00 % of errors, 10 % allowed: requests: 10/),
    });
  });

  it('without waiting tells the next call of the same release, once, and no other', async () => {
    const server = await receiver((_, response, count) => response.writeHead(count <= 10 ? 500 : 200).end());
    const { post, get } = await loadTester();
    const call = async (checksum: string) => {
      const { status } = await post('/', { ...aLoad(server.url), checksum });
      await until(async () => !(await get('/tasks')).text.includes('running'));
      return status;
    };
    expect([await call('1'), await call('2'), await call('1'), await call('1')]).toEqual([202, 202, 500, 202]);
  });
});

describe('the series of loads', () => {
  it('do not grow with names that callers make up', async () => {
    const { loadMetrics } = await import('./load-metrics.ts');
    const { Registry } = await import('prom-client');
    const registry = new Registry();
    const heard = loadMetrics(registry);
    const sample: Sample = { code: '200', isOk: true, ms: 1 };
    for (let number = 0; number < 1_010; number++) {
      heard({ name: String(number), namespace: 'test' }, sample);
    }
    expect(await registry.metrics()).toContain(
      'flagger_loadtest_requests_total{name="other",namespace="other",code="200"} 10',
    );
  });
});
