import { createServer } from 'node:http';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { SentPage } from './cached-page.ts';
import { type Listening, serve, type Served } from './server.ts';

const servers: Listening[] = [];
afterEach(() => Promise.all(servers.splice(0).map((server) => server.close())));

const aPage = (text: () => Promise<string>): SentPage => ({
  contentType: 'text/plain; version=0.0.4',
  bytes: async (encoding) => (encoding === 'gzip' ? gzipSync(await text()) : Buffer.from(await text())),
});

async function aServer(told: Partial<Served> = {}) {
  const page = aPage(async () => 'flagger_info 1\n');
  const server = await serve({ port: 0, notReady: () => undefined, metrics: page, ...told });
  servers.push(server);
  const ask = async (path: string, method = 'GET') => {
    const response = await fetch(`http://127.0.0.1:${server.port}${path}`, { method });
    return { status: response.status, type: response.headers.get('content-type'), body: await response.text() };
  };
  return { server, ask };
}

describe('the server', () => {
  it('says OK on /healthz, ready or not', async () => {
    const { ask } = await aServer({ notReady: () => 'the cache of canaries is not synced yet' });
    expect(await ask('/healthz')).toMatchObject({ status: 200, body: 'OK' });
  });

  it('says on /readyz what it waits for, until it waits no more', async () => {
    let why: string | undefined = 'the cache of canaries is not synced yet';
    const { ask } = await aServer({ notReady: () => why });
    expect(await ask('/readyz')).toMatchObject({ status: 503, body: 'the cache of canaries is not synced yet\n' });
    why = undefined;
    expect(await ask('/readyz?verbose')).toMatchObject({ status: 200, body: 'OK' });
  });

  it('shows metrics with the content type of Prometheus, and only their head where that is asked', async () => {
    const { ask } = await aServer();
    expect(await ask('/metrics')).toEqual({ status: 200, type: 'text/plain; version=0.0.4', body: 'flagger_info 1\n' });
    expect(await ask('/metrics', 'HEAD')).toMatchObject({ status: 200, body: '' });
  });

  it.each([
    ['gzip', 'gzip'],
    ['deflate, GZIP;q=0.5', 'gzip'],
    ['gzip;q=0, identity', null],
    ['identity', null],
  ])('compresses metrics for who accepts it: %s', async (accepted, encoding) => {
    const { server } = await aServer();
    const response = await fetch(`http://127.0.0.1:${server.port}/metrics`, {
      headers: { 'accept-encoding': accepted },
    });
    expect(response.headers.get('content-encoding')).toBe(encoding);
    expect(await response.text()).toBe('flagger_info 1\n');
  });

  it('goes on when the metrics cannot be collected', async () => {
    const { ask } = await aServer({ metrics: aPage(() => Promise.reject(new Error('broken'))) });
    expect(await ask('/metrics')).toMatchObject({ status: 500 });
    expect(await ask('/healthz')).toMatchObject({ status: 200 });
  });

  it.each([
    ['/', 'GET'],
    ['/healthz/more', 'GET'],
    ['/metrics', 'POST'],
  ])('has nothing on %s by %s', async (path, method) => {
    const { ask } = await aServer();
    expect(await ask(path, method)).toMatchObject({ status: 404 });
  });

  it('listens at one address only where it is told so', async () => {
    const { server, ask } = await aServer({ address: '127.0.0.1' });
    expect(await ask('/healthz')).toMatchObject({ status: 200 });
    // the whole of 127.0.0.0/8 is this machine on Linux; elsewhere the address does not answer either
    await expect(fetch(`http://127.0.0.2:${server.port}/healthz`)).rejects.toThrow('fetch failed');
  });

  it('says in one sentence that an address is none of this machine', async () => {
    await expect(aServer({ address: '203.0.113.7' })).rejects.toThrow(
      '203.0.113.7 is no address of this machine: choose another one with -listen-address',
    );
  });

  it('says in one sentence that its port is in use', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, resolve));
    const address = other.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    await expect(aServer({ port })).rejects.toThrow(
      `port ${port} is in use by another program: end that one, or choose another port with -port`,
    );
    await new Promise((resolve) => other.close(resolve));
  });

  it('lets a request that is under way end when it closes', async () => {
    const [asked, body] = [aSignal(), aSignal()];
    const { server, ask } = await aServer({
      metrics: aPage(() =>
        asked
          .give()
          .then(() => body.given)
          .then(() => 'late'),
      ),
    });
    const reply = ask('/metrics');
    await asked.given;
    const closed = server.close();
    await body.give();
    expect(await reply).toMatchObject({ status: 200, body: 'late' });
    await closed;
  });

  it('cuts a request that never ends', async () => {
    const [asked, never] = [aSignal(), aSignal()];
    const { server, ask } = await aServer({
      closeWithinMs: 10,
      metrics: aPage(() =>
        asked
          .give()
          .then(() => never.given)
          .then(() => ''),
      ),
    });
    const reply = expect(ask('/metrics')).rejects.toThrow();
    await asked.given;
    await server.close();
    await reply;
  });
});

function aSignal() {
  let resolve = (): void => undefined;
  const given = new Promise<void>((done) => {
    resolve = done;
  });
  return {
    given,
    give: () => {
      resolve();
      return given;
    },
  };
}
