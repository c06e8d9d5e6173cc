import { describe, expect, it } from '@jest/globals';
import type { Clock } from '@flagger/api';
import { VirtualClock } from '@flagger/testing';
import { Agent } from 'undici';
import { randomFrom } from '../random.ts';
import { startPodServer } from './pod-server.ts';
import { type Call, reply } from './reply.ts';
import { fateOf, troubleOf } from './trouble.ts';

const container = (image: string, env: Readonly<Record<string, string>> = {}) => ({
  name: 'podinfod',
  image,
  env: Object.entries(env).map(([name, value]) => ({ name, value })),
});

describe('the troubles of a pod', () => {
  it.each([
    ['none', container('podinfo:6.0.1'), { failures: [], delays: [] }],
    ['a tag', container('podinfo:6.0.2-bad'), { failures: [{ status: 500, share: 0.3 }], delays: [] }],
    ['a tag with a share', container('podinfo:6.0.2-bad5'), { failures: [{ status: 500, share: 0.05 }], delays: [] }],
    [
      'a tag with a small share',
      container('podinfo:6.0.2-bad2.4'),
      { failures: [{ status: 500, share: 0.024 }], delays: [] },
    ],
    ['a slow tag', container('podinfo:6.0.2-slow250'), { failures: [], delays: [{ ms: 250, share: 1 }] }],
    [
      'the environment',
      container('podinfo:6', { PODINFO_FAILURES: '500:30%, 503:1.5%', PODINFO_LATENCY: '2s:10%' }),
      {
        failures: [
          { status: 500, share: 0.3 },
          { status: 503, share: 0.015 },
        ],
        delays: [{ ms: 2000, share: 0.1 }],
      },
    ],
    [
      'the environment, which counts more than the tag',
      container('podinfo:6-bad', { PODINFO_FAILURES: '503:1%' }),
      { failures: [{ status: 503, share: 0.01 }], delays: [] },
    ],
  ])('are %s', (_, given, expected) => {
    expect(troubleOf(given)).toEqual({ ...expected, unread: [] });
  });

  it('that cannot be read are told and ignored', () => {
    expect(
      troubleOf(container('podinfo:6', { PODINFO_FAILURES: '500:often,777:1%', PODINFO_LATENCY: 'long' })),
    ).toEqual({
      failures: [],
      delays: [],
      unread: [
        'PODINFO_FAILURES: found 500:often, allowed is a status and a share such as 500:30%',
        'PODINFO_FAILURES: found 777:1%, allowed is a status and a share such as 500:30%',
        'PODINFO_LATENCY: found long, allowed is a duration and a share such as 200ms:50%',
      ],
    });
  });

  it('come about in their shares', () => {
    const random = randomFrom('fate');
    const trouble = troubleOf(
      container('podinfo:6', { PODINFO_FAILURES: '500:30%,503:10%', PODINFO_LATENCY: '1s:50%' }),
    );
    const fates = Array.from({ length: 10_000 }, () => fateOf(trouble, random));
    const share = (isSo: (fate: ReturnType<typeof fateOf>) => boolean) => fates.filter(isSo).length / fates.length;
    expect(Math.abs(share(({ status }) => status === 500) - 0.3)).toBeLessThan(0.02);
    expect(Math.abs(share(({ status }) => status === 503) - 0.1)).toBeLessThan(0.02);
    expect(Math.abs(share(({ lateMs }) => lateMs === 1000) - 0.5)).toBeLessThan(0.02);
  });
});

describe('a pod', () => {
  const identity = { hostname: 'podinfo-abc-xyz', version: '6.0.1', color: 'blue', message: 'hello' };
  const ask = (path: string, call: Partial<Call> = {}) => {
    const { body, ...rest } = reply(identity, {
      method: 'GET',
      path,
      headers: { 'x-a': '1' },
      body: Buffer.from('test'),
      ...call,
    });
    return { ...rest, body: String(body) };
  };

  it('says who it is', () => {
    expect(JSON.parse(ask('/').body)).toMatchObject({
      hostname: 'podinfo-abc-xyz',
      version: '6.0.1',
      color: 'blue',
      message: 'hello',
    });
    expect(JSON.parse(ask('/version').body)).toMatchObject({ version: '6.0.1' });
    expect(JSON.parse(ask('//api/info/').body)).toMatchObject({ hostname: 'podinfo-abc-xyz' });
  });

  it.each([
    ['/status/418', { status: 418, endpoint: '/status/{code}' }],
    ['/status/abc', { status: 400 }],
    ['/delay/2', { status: 200, waitMs: 2000 }],
    ['/delay/-1', { status: 400 }],
    ['/healthz', { status: 200, isSafe: true }],
    ['/readyz', { status: 200, isSafe: true }],
    ['/nowhere', { status: 404 }],
    ['/headers', { status: 200, body: '{\n  "x-a": "1"\n}' }],
    ['/echo', { status: 202, body: 'test' }],
  ])('answers %s', (path, expected) => {
    expect(ask(path)).toMatchObject(expected);
  });

  it('hands out tokens', () => {
    expect(ask('/token', { method: 'POST' }).body).toContain('"token"');
  });
});

describe('the server of a pod', () => {
  it('ends with the last answer that is under way, whoever would keep the connection', async () => {
    const clock = new VirtualClock();
    let begun = (): void => undefined;
    const isUnderWay = new Promise<void>((resolve) => (begun = resolve));
    const after: Clock['after'] = (ms, callback) => {
      begun();
      return clock.after(ms, callback);
    };
    const identity = { hostname: 'a', version: '1', color: '', message: '' };
    const server = await startPodServer({
      reply: (call) => reply(identity, call),
      trouble: () => troubleOf(container('podinfo:1')),
      clock: { now: () => clock.now(), after },
      random: () => 0,
      answered: () => undefined,
    });
    const agent = new Agent({ keepAliveTimeout: 20_000 });
    const asked = agent.request({ origin: server.origin, path: '/delay/1', method: 'GET' });
    await isUnderWay;
    const stopping = server.stop();
    await clock.pass(1000);
    const { statusCode, body } = await asked;
    await body.dump();
    await stopping;
    expect(statusCode).toBe(200);
    await agent.close();
  });
});
