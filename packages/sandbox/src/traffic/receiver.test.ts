import { request } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type PlayedMesh, playMesh, shares } from '../../test/played-mesh.ts';
import { startTraffic, type Traffic } from './start.ts';

let played: PlayedMesh;
let traffic: Traffic;
beforeEach(async () => {
  played = await playMesh();
  traffic = await startTraffic(played);
});
afterEach(async () => {
  await traffic.stop();
  await played.stop();
});

interface Reply {
  readonly status: number;
  readonly text: string;
}

function post(path: string, body: string, method = 'POST'): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const asked = request(`${traffic.url}${path}`, { method, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString() }));
    });
    asked.on('error', reject);
    asked.end(body);
  });
}
const hook = (path: string, metadata?: Readonly<Record<string, string>>, name = 'podinfo'): Promise<Reply> =>
  post(path, JSON.stringify({ name, namespace: 'test', phase: 'Progressing', metadata }));
const bash = (cmd: string, more: Readonly<Record<string, string>> = {}): Promise<Reply> =>
  hook('/', { type: 'bash', cmd, ...more });

describe('the receiver of webhooks', () => {
  it('runs an acceptance test through the mesh and tells how it ended', async () => {
    expect(await bash("curl -sd 'test' http://podinfo-canary:9898/token | grep token")).toEqual({
      status: 200,
      text: '',
    });
    const failed = await bash('curl -s http://podinfo-canary:9898/ | grep nothing');
    expect(failed).toEqual({
      status: 500,
      text: 'command curl -s http://podinfo-canary:9898/ | grep nothing failed: : exit status 1',
    });
    expect(
      played.counted('istio_requests_total', {
        reporter: 'destination',
        destination_workload: 'podinfo',
        source_workload: 'flagger-loadtester',
      }),
    ).toBe(2);
  });

  it.each([
    ["curl -s -o /dev/null -w '%{http_code}' http://podinfo-canary:9898/status/418", 200, '418'],
    ['curl -s http://podinfo-canary:9898/version | grep version', 200, '  "version": "6.0.2",\n'],
    [
      'curl -sf http://podinfo-canary:9898/status/500',
      500,
      expect.stringContaining('curl: (22) the server answered 500'),
    ],
    ['curl -s http://nobody.test/', 500, expect.stringContaining('curl: (6) nobody here is called nobody.test')],
    [
      'curl -sf http://podinfo-canary:9898/status/500 && curl http://podinfo-canary:9898/',
      500,
      expect.stringContaining('exit status 22'),
    ],
  ])('%s: %d', async (cmd, status, text) => {
    expect(await bash(cmd, { returnCmdOutput: 'true' })).toEqual({ status, text });
  });

  it('starts load in the background, once at a time for the same canary and command', async () => {
    await played.route({ route: shares(0, 100) });
    const cmd = 'hey -z 10s -q 5 -c 2 http://podinfo.test:9898/';
    const sent = (): number =>
      played.counted('istio_requests_total', { reporter: 'destination', destination_workload: 'podinfo' });
    for (let time = 0; time < 3; time++) {
      expect(await hook('/', { cmd })).toEqual({ status: 202, text: '' });
    }
    for (let time = 0; time < 200; time++) {
      await played.clock.pass(50);
    }
    const first = sent();
    expect(first).toBeGreaterThan(80);
    expect(first).toBeLessThanOrEqual(102);
    expect(await hook('/', { type: 'cmd', cmd })).toMatchObject({ status: 202 });
    for (let time = 0; time < 200; time++) {
      await played.clock.pass(50);
    }
    expect(sent()).toBeGreaterThan(first + 80);
  });

  it.each([
    [undefined, 'metadata not found in payload'],
    [{ type: 'cmd' }, 'cmd not found in metadata'],
    [{ type: 'dance' }, 'unknown task type dance'],
    [{ type: 'helm', cmd: 'test podinfo' }, 'the sandbox does not play tasks of type helm; it plays cmd and bash'],
    [{ cmd: 'ghz --proto=x a:80' }, 'the sandbox does not play ghz; it plays hey, curl, and grep after a |'],
    [
      { type: 'bash', cmd: 'curl a > b' },
      'the sandbox does not play "> b" in a command; it plays commands joined by | and &&, with quotes',
    ],
  ])('refuses a task with %j', async (metadata, text) => {
    expect(await hook('/', metadata)).toEqual({ status: 400, text });
  });

  it('refuses what is no JSON', async () => {
    expect((await post('/', 'hello')).status).toBe(400);
  });

  it('keeps a gate for each canary, closed until it is opened', async () => {
    const check = async (name?: string) => hook('/gate/check', undefined, name);
    expect(await check()).toEqual({ status: 403, text: 'Forbidden' });
    expect((await hook('/gate/open')).status).toBe(202);
    expect([await check(), await check('other')]).toEqual([
      { status: 200, text: 'Approved' },
      { status: 403, text: 'Forbidden' },
    ]);
    expect((await hook('/rollback/check')).status).toBe(403);
    await hook('/gate/close');
    await hook('/rollback/open');
    expect([(await check()).status, (await hook('/rollback/check')).status]).toEqual([403, 200]);
    await hook('/rollback/close');
    expect((await hook('/rollback/check')).status).toBe(403);
  });

  it('approves and halts whatever the body', async () => {
    expect([await post('/gate/approve', ''), await post('/gate/halt', '')]).toEqual([
      { status: 200, text: 'OK' },
      { status: 403, text: 'Forbidden' },
    ]);
    expect(await post('/healthz', '', 'GET')).toEqual({ status: 200, text: 'OK' });
  });

  it('keeps the events that it is sent', async () => {
    await hook('/events', { eventMessage: 'New revision detected!', eventType: 'Normal' });
    expect(traffic.events()).toEqual([
      {
        name: 'podinfo',
        namespace: 'test',
        phase: 'Progressing',
        metadata: { eventMessage: 'New revision detected!', eventType: 'Normal' },
      },
    ]);
    expect(JSON.parse((await post('/events', '', 'GET')).text)).toHaveLength(1);
  });

  it('can be reached in the mesh by the name of the load tester', async () => {
    const ask = (url: string) => played.mesh.request({ url, source: { namespace: 'test' } });
    expect((await ask('http://flagger-loadtester.test/healthz')).status).toBe(200);
    expect((await ask('http://flagger-loadtester/healthz')).status).toBe(200);
    expect((await ask('http://flagger-loadtester.shop/healthz')).status).toBe(200);
    expect((await ask('http://flagger-loadtester.shop.svc.cluster.local:8080/healthz')).status).toBe(200);
    expect((await ask('http://loadtester.shop/healthz')).status).toBe(502);
    await traffic.stop();
    expect((await ask('http://flagger-loadtester.test/healthz')).status).toBe(502);
  });
});

describe('traffic', () => {
  it('lets users ask from the beginning on, and tells what they got', async () => {
    const busy = await startTraffic({
      mesh: played.mesh,
      clock: played.clock,
      log: played.log,
      users: { ask: { url: 'http://podinfo.test:9898/' }, perSecond: 10 },
    });
    for (let time = 0; time < 40; time++) {
      await played.clock.pass(50);
    }
    await busy.stop();
    expect(busy.tally()).toMatchObject([{ version: '6.0.1', failed: 0 }]);
    expect(busy.tally()[0]?.requests).toBeGreaterThan(15);
  });
});
