import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { HttpStatusCode } from 'axios';
import { redirects } from './connection.ts';
import { isLocal } from './local-address.ts';
import { request } from './request.ts';

describe('a local address', () => {
  it('is a loopback, link-local or unspecified one, however it is written', () => {
    const local = [
      '127.0.0.1',
      '127.9.9.9',
      '169.254.169.254',
      '0.0.0.0',
      '[::1]',
      '::',
      'fe80::1%eth0',
      '::ffff:127.0.0.1',
    ];
    expect(local.filter((address) => !isLocal(address))).toEqual([]);
  });

  it('is no other one, and no name', () => {
    const others = ['10.0.0.1', '192.168.1.1', '8.8.8.8', '[2001:db8::1]', 'localhost', 'podinfo.test'];
    expect(others.filter(isLocal)).toEqual([]);
  });
});

describe('a redirect', () => {
  const follow = (from: string, location: string, isRead?: boolean) => () =>
    redirects(new URL(from), { isRead }).beforeRedirect?.(
      {},
      { headers: { location }, statusCode: HttpStatusCode.MovedPermanently },
      { headers: {}, url: from, method: 'GET' },
    );

  it('leads to the same host by https where only a question is sent, and nowhere else', () => {
    const to = 'https://prometheus.example/api/v1/query';
    expect(follow('http://prometheus.example/api', to, true)).not.toThrow();
    expect(follow('http://prometheus.example/api', to)).toThrow('another address');
    expect(follow('http://prometheus.example:9090/api', to, true)).toThrow('another address');
    expect(follow('http://other.example/api', to, true)).toThrow('another address');
    expect(follow(to, 'http://prometheus.example/api', true)).toThrow('another address');
    expect(follow('http://prometheus.example/api', 'https://prometheus.example:8443/', true)).toThrow(
      'another address',
    );
  });
});

describe('a request on a real socket', () => {
  const asked: string[] = [];
  const servers: Server[] = [];
  let redirecting = '';
  let other = '';

  const listen = async (location: string): Promise<string> => {
    const server = createServer(({ url = '' }, response) => {
      asked.push(url);
      response.writeHead(url === '/away' ? 302 : 200, url === '/away' ? { location } : {}).end();
    });
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    return `http://localhost:${typeof address === 'object' && address !== null ? address.port : 0}`;
  };
  const ask = (url: string, denyLocal?: boolean) =>
    request(
      { url, timeoutMs: 5_000, denyLocal },
      { clock: { now: () => 0, after: () => () => undefined }, signal: new AbortController().signal },
      async ({ status }) => status,
    );

  beforeAll(async () => {
    other = await listen('/here');
    redirecting = await listen(`${other}/elsewhere`);
  });
  afterAll(() => Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve)))));

  it('follows a redirect to where it asked, and none to another origin', async () => {
    expect(await ask(`${other}/away`)).toBe(200);
    asked.length = 0;
    expect(await ask(`${redirecting}/away`)).toEqual({
      kind: 'failed',
      why: 'network',
      reason: 'a redirect to another address is not followed',
      code: 'ERR_OTHER_ORIGIN',
      isFinal: true,
    });
    expect(asked).toEqual(['/away']);
  });

  it('calls no local address where it is told so, by number or by a name that leads there', async () => {
    asked.length = 0;
    const refused = { kind: 'failed', reason: 'a loopback or link-local address is not called', isFinal: true };
    expect(await ask(`${other}/a`, true)).toMatchObject(refused);
    expect(await ask(`${other.replace('localhost', '127.0.0.1')}/a`, true)).toMatchObject(refused);
    expect(await ask(`${other.replace('localhost', '[::ffff:7f00:1]')}/a`, true)).toMatchObject(refused);
    expect(asked).toEqual([]);
    expect(await ask(`${other}/a`, false)).toBe(200);
  });

  it('calls none over a connection that somebody else has kept open to it either', async () => {
    expect(await ask(`${other}/theirs`, false)).toBe(200);
    asked.length = 0;
    expect(await ask(`${other}/a`, true)).toMatchObject({ kind: 'failed', code: 'ERR_LOCAL_ADDRESS' });
    expect(asked).toEqual([]);
  });
});
