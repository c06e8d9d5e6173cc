import { describe, expect, it } from '@jest/globals';
import { VirtualClock } from '@flagger/testing';
import type { Answer } from '../mesh/index.ts';
import { pause } from '../client/index.ts';
import { load } from './load.ts';
import type { Load } from './commands/hey.ts';
import { quantile, Tally } from './tally.ts';
import { startUsers } from './users.ts';

const anAnswer = (status: number, version: string): Answer => ({
  status,
  headers: new Headers(),
  body: Buffer.from(''),
  flags: '-',
  by: { pod: 'p', workload: 'podinfo', namespace: 'test', version, app: undefined, labelled: undefined },
});

/** A mesh that answers after a while; tells how many requests it has got, and how many at once. */
function aMesh(clock: VirtualClock, ms: number, answer: (count: number) => Answer = () => anAnswer(200, '6.0.1')) {
  const seen = { asked: 0, now: 0, most: 0 };
  const request = async (): Promise<Answer> => {
    seen.asked += 1;
    seen.now += 1;
    seen.most = Math.max(seen.most, seen.now);
    const given = answer(seen.asked);
    await pause(clock, ms);
    seen.now -= 1;
    return given;
  };
  return { seen, request };
}

describe('users', () => {
  it('ask at a steady rate, whether or not they were answered', async () => {
    const clock = new VirtualClock();
    const mesh = aMesh(clock, 500);
    const users = startUsers({ mesh, clock, ask: { url: 'http://podinfo.test/' }, perSecond: 20, concurrency: 50 });
    await clock.pass(10_000);
    expect(mesh.seen).toMatchObject({ asked: 201, most: 10 });
    const stopping = users.stop();
    await clock.pass(500);
    await stopping;
    await clock.pass(10_000);
    expect(mesh.seen.asked).toBe(201);
  });

  it('ask as often as they are told from then on', async () => {
    const clock = new VirtualClock();
    const mesh = aMesh(clock, 10);
    const users = startUsers({ mesh, clock, ask: { url: 'http://podinfo.test/' }, perSecond: 10, concurrency: 50 });
    await clock.pass(1000);
    const before = mesh.seen.asked;
    users.pace(100);
    await clock.pass(10_000);
    expect(mesh.seen.asked - before).toBeGreaterThan(980);
  });

  it('wait where too many of them are unanswered', async () => {
    const clock = new VirtualClock();
    const mesh = aMesh(clock, 1000);
    startUsers({ mesh, clock, ask: { url: 'http://podinfo.test/' }, perSecond: 20, concurrency: 5 });
    await clock.pass(10_000);
    expect(mesh.seen.most).toBe(5);
    expect(mesh.seen.asked).toBeLessThanOrEqual(55);
  });

  it('tell what they got of each version', async () => {
    const clock = new VirtualClock();
    const mesh = aMesh(clock, 30, (count) => (count % 4 === 0 ? anAnswer(500, '6.0.2') : anAnswer(200, '6.0.1')));
    const users = startUsers({ mesh, clock, ask: { url: 'http://podinfo.test/' }, perSecond: 10, concurrency: 5 });
    await clock.pass(10_000);
    expect(users.tally()).toEqual([
      { version: '6.0.1', requests: 75, failed: 0, p50Ms: 30, p99Ms: 30 },
      { version: '6.0.2', requests: 25, failed: 25, p50Ms: 30, p99Ms: 30 },
    ]);
  });
});

describe('a tally', () => {
  it('gives the times below which shares of the answers lie', () => {
    const tally = new Tally();
    for (let ms = 1; ms <= 100; ms++) {
      tally.add({ version: 'a', isFailed: false, ms });
    }
    expect(tally.all()).toEqual([{ version: 'a', requests: 100, failed: 0, p50Ms: 50, p99Ms: 99 }]);
    expect(quantile([], 0.5)).toBe(0);
  });
});

describe('load', () => {
  const wanted: Load = {
    url: 'http://podinfo.test/',
    method: 'GET',
    headers: [],
    body: undefined,
    host: undefined,
    workers: 2,
    perSecond: 10,
    until: { ms: 60_000 },
    timeoutMs: 20_000,
  };

  async function loaded(
    change: Partial<Load>,
    { ms, passMs = 120_000 }: { readonly ms: number; readonly passMs?: number },
  ) {
    const clock = new VirtualClock();
    const mesh = aMesh(clock, ms);
    const end = new AbortController();
    const loading = load({ ...wanted, ...change }, { mesh, clock, source: {}, signal: end.signal });
    await clock.pass(passMs);
    end.abort();
    await clock.pass(60_000);
    return { statuses: [...(await loading)], ...mesh.seen };
  }

  it('is as much as the workers may send in the time', async () => {
    expect(await loaded({}, { ms: 10 })).toMatchObject({ statuses: [[200, 1200]], most: 2 });
  });

  it('is less where answers take long', async () => {
    expect(await loaded({}, { ms: 1000 })).toMatchObject({ statuses: [[200, 120]] });
  });

  it('is over after so many requests, shared out among the workers', async () => {
    expect(await loaded({ until: { requests: 11 }, perSecond: undefined }, { ms: 10 })).toMatchObject({
      statuses: [[200, 10]],
    });
  });

  it('does not wait for an answer longer than the timeout', async () => {
    expect(await loaded({ until: { requests: 4 }, timeoutMs: 100 }, { ms: 5000 })).toMatchObject({
      statuses: [[0, 4]],
    });
  });

  it('ends early when it is told to', async () => {
    const { asked } = await loaded({}, { ms: 10, passMs: 1000 });
    expect(asked).toBeLessThanOrEqual(22);
  });
});
