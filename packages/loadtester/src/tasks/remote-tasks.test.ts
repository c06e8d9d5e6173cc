import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { loadTester, until } from '../../test/load-tester.ts';
import { receiver } from '../../test/receiver.ts';
import { thisMachine } from '../machine.ts';

/** A thousand times as fast, as far as waiting goes. */
const time = { ...thisMachine, after: (ms: number, callback: () => void) => thisMachine.after(ms / 1000, callback) };

let apiKeyPath: string;
beforeAll(async () => {
  apiKeyPath = join(await mkdtemp(join(tmpdir(), 'concord-')), 'key');
  await writeFile(apiKeyPath, 'the key\n');
});

const concord = (server: string, more: Record<string, string> = {}) => ({
  metadata: {
    type: 'concord',
    server,
    org: 'o',
    project: 'p',
    repo: 'r',
    entrypoint: 'e',
    apiKeyPath,
    endpoint: 'http://podinfo-canary',
    ...more,
  },
});

describe('concord', () => {
  it('starts a process and answers 200 when it has finished', async () => {
    const server = await receiver(({ method }, response, count) => {
      response.end(
        JSON.stringify(method === 'POST' ? { instanceId: '17' } : { status: count < 4 ? 'RUNNING' : 'FINISHED' }),
      );
    });
    const { post } = await loadTester({}, { time });
    expect(await post('/', concord(server.url, { 'arguments.a': 'b' }))).toMatchObject({ status: 200, text: '' });
    expect(server.received.map(({ method, url }) => `${method} ${url}`)).toEqual([
      'POST /api/v1/process',
      ...Array<string>(3).fill('GET /api/v1/process/17'),
    ]);
    const [started] = server.received;
    expect(started?.headers).toMatchObject({
      authorization: 'the key',
      'content-type': expect.stringMatching(/^multipart\/form-data; boundary=/),
    });
    const parts = Array.from(started?.body.matchAll(/name="([^"]+)"\r\n\r\n(.*)\r\n/g) ?? [], ([, name, value]) => [
      name,
      value,
    ]);
    expect(parts).toEqual([
      ['org', 'o'],
      ['project', 'p'],
      ['repo', 'r'],
      ['entryPoint', 'e'],
      ['arguments.endpoint', 'http://podinfo-canary'],
      ['arguments.a', 'b'],
    ]);
  });

  it.each([
    ['FAILED', 'concord instanceID: 17 failed'],
    ['RUNNING', 'concord process timed out, after 10 seconds'],
  ])('answers 500 to a process that stays %s', async (status, text) => {
    const server = await receiver((_, response) => {
      response.end(JSON.stringify({ instanceId: '17', status }));
    });
    // what is waited for is waited for a thousandth of the time, so that so much of it passes at once
    let passed = 0;
    const quick = {
      ...thisMachine,
      elapsed: () => passed,
      after: (ms: number, callback: () => void) =>
        thisMachine.after(ms / 1000, () => {
          passed += ms;
          callback();
        }),
    };
    const { post } = await loadTester({}, { time: quick });
    expect(await post('/', concord(server.url, { pollTimeout: '10' }))).toMatchObject({ status: 500, text });
  });

  it.each(['server', 'org', 'project', 'repo', 'entrypoint', 'apiKeyPath', 'endpoint'])(
    'answers 500 where %s is missing',
    async (name) => {
      const { post } = await loadTester();
      const { [name]: _, ...metadata } = concord('http://127.0.0.1:1').metadata as Record<string, string>;
      expect(await post('/', { metadata })).toMatchObject({
        status: 500,
        text: `\`${name}\` is required with type concord`,
      });
    },
  );

  it.each([
    [{ pollInterval: '5s' }, 'unable to convert `pollInterval` to int'],
    [{ pollTimeout: '0' }, 'unable to convert `pollTimeout` to int'],
    [{ apiKeyPath: '/nowhere' }, "`apiKeyPath` file doesn't exist /nowhere"],
    [
      { 'arguments.endpoint': 'a' },
      'You cannot override Endpoint through arguments. You must override Endpoint directly',
    ],
  ])('answers 500 to %j', async (more, text) => {
    const { post } = await loadTester();
    expect(await post('/', concord('http://127.0.0.1:1', more as Record<string, string>))).toMatchObject({
      status: 500,
      text,
    });
  });
});

describe('ngrinder', () => {
  const grind = (server: string, more: Record<string, string> = {}) => ({
    metadata: { type: 'ngrinder', server, clone: '12', username: 'me', passwd: 'cEBzcw==', ...more },
  });

  it('is answered 202, starts a copy of a test and asks after it', async () => {
    const server = await receiver(({ method }, response, count) => {
      const status = [{ status_id: count < 4 ? 'TESTING' : 'FINISHED' }];
      response.end(JSON.stringify(method === 'POST' ? { id: 99 } : { status }));
    });
    const { post, get } = await loadTester({}, { time });
    expect((await post('/', grind(server.url, { pollInterval: '10s' }))).status).toBe(202);
    await until(async () => (await get('/tasks')).text.includes('"succeeded"'));
    expect(server.received.map(({ method, url }) => `${method} ${url}`)).toEqual([
      'POST /perftest/api/12/clone_and_start',
      ...Array<string>(3).fill('GET /perftest/api/99/status'),
    ]);
    expect(server.received[0]?.headers.authorization).toBe(`Basic ${Buffer.from('me:p@ss').toString('base64')}`);
  });

  it('is stopped where the load tester stops', async () => {
    const server = await receiver(({ method }, response) => {
      response.end(JSON.stringify(method === 'POST' ? { id: 99 } : {}));
    });
    const { post, running } = await loadTester();
    await post('/', grind(server.url, { pollInterval: '1h' }));
    await until(() => server.received.length === 1);
    await new Promise((resolve) => setTimeout(resolve, 50));
    await running.stop();
    await until(() =>
      server.received.some(({ method, url }) => method === 'PUT' && url === '/perftest/api/99?action=stop'),
    );
  });

  it.each([
    [{ server: '' }, 'server, clone, username and passwd are required metadata'],
    [{ clone: 'a' }, 'metadata clone must be integer: strconv.Atoi: parsing "a": invalid syntax'],
    [{ passwd: '!' }, 'metadata password is invalid: illegal base64 data'],
    [{ server: 'no address' }, 'invalid url: no address'],
  ])('answers 400 to %j', async (more, text) => {
    const { post } = await loadTester();
    expect(await post('/', grind('http://127.0.0.1:1', more as Record<string, string>))).toMatchObject({
      status: 400,
      text,
    });
  });
});
