import { describe, expect, it } from '@jest/globals';
import {
  aLog,
  anObject,
  type Answering,
  beginWatch,
  refuse,
  sendList,
  serve,
  settled,
  type TestServer,
  until,
} from '../../test/api-server.ts';
import { isWatch, lists, reflect, watched, watches } from '../../test/reflected.ts';
import { thisMachine } from '../client/machine.ts';
import { TIMINGS } from './reflector-options.ts';
import { Refusals } from './refusals.ts';

/** What a reflector meets after one stream on which an object came, and which was cut then. */
async function afterOneStream(...answers: readonly Answering[]): Promise<TestServer> {
  const server: TestServer = await serve(
    watched(
      (_, response) => {
        beginWatch(response)('ADDED', anObject('a', '101'));
        setTimeout(() => server.reset(), 5);
      },
      ...answers,
    ),
  );
  return server;
}

describe('a reflector that is refused', () => {
  it('goes on from where it was after a 403 that passes: it lists nothing and drops nothing', async () => {
    const server = await afterOneStream(
      (_, response) => refuse(response, 403),
      (_, response) => refuse(response, 403),
    );
    const { modes, heard, log } = reflect(server);
    await until(() => watches(server).length === 4);
    expect(watches(server)).toEqual(['100', '101', '101', '101']);
    expect([lists(server), modes, heard]).toEqual([1, ['watched'], ['listed at 100', 'changed a@101']]);
    expect(log.lines.filter((line) => line.includes('by name'))).toEqual([]);
  });

  it('is read by name only after refusals for a while, and says so once', async () => {
    let isRefused = false;
    const server: TestServer = await serve((asked, response) =>
      isRefused ? refuse(response, 403) : watched()(asked, response),
    );
    const { modes, log } = reflect(server, { timings: { refusedMs: 60 } });
    await until(() => watches(server).length === 1);
    isRefused = true;
    server.reset();
    await until(() => watches(server).length >= 3);
    expect(modes).toEqual(['watched']);
    await until(() => modes.length === 2);
    await settled();
    expect(modes).toEqual(['watched', 'by-name']);
    expect(log.lines.filter((line) => line.includes('by name'))).toHaveLength(1);
  });

  it('is never read by name where it must be watched', async () => {
    let isRefused = false;
    const server: TestServer = await serve((asked, response) =>
      isRefused ? refuse(response, 403) : watched()(asked, response),
    );
    const { modes, heard } = reflect(server, { timings: { refusedMs: 1 }, isAlwaysWatched: true });
    await until(() => watches(server).length === 1);
    isRefused = true;
    server.reset();
    await until(() => server.asked.length >= 8);
    expect(heard).toEqual(['listed at 100']);
    isRefused = false;
    const asked = watches(server).length;
    await until(() => watches(server).length > asked);
    expect([modes, heard]).toEqual([['watched'], ['listed at 100', 'listed at 100']]);
  });

  it('asks again ever more rarely', async () => {
    const server = await serve((asked, response) => (isWatch(asked) ? refuse(response, 403) : sendList(response, [])));
    reflect(server, { random: () => 0, timings: { firstPauseMs: 10, refusedPauseMs: 60_000 } });
    await until(() => watches(server).length === 4);
    for (let round = 0; round < 5; round += 1) {
      await settled();
    }
    expect(watches(server).length).toBeLessThan(8);
  });
});

describe('a reflector that may list, but not watch', () => {
  const POLLED = 'warn watch is not allowed: all is listed again two to four times a minute instead';

  it.each([403, 405])('lists again and again where it never could watch: %i', async (code) => {
    let version = 100;
    const server = await serve((asked, response) =>
      isWatch(asked) ? refuse(response, code) : sendList(response, [], String((version += 1))),
    );
    const { modes, heard, log } = reflect(server);
    await until(() => heard.length >= 4);
    expect(heard.slice(0, 4)).toEqual(['listed at 101', 'listed at 102', 'listed at 103', 'listed at 104']);
    expect([modes, log.lines.filter((line) => line.startsWith('warn'))]).toEqual([['watched'], [POLLED]]);
  });

  it('does so only after refusals for a while where it could, and watches as soon as it may again', async () => {
    let isRefused = false;
    const server: TestServer = await serve((asked, response) =>
      isRefused && isWatch(asked) ? refuse(response, 403) : watched()(asked, response),
    );
    const { modes, log } = reflect(server, { timings: { refusedMs: 60 } });
    await until(() => watches(server).length === 1);
    isRefused = true;
    server.reset();
    await until(() => watches(server).length >= 3);
    expect(lists(server)).toBe(1);
    await until(() => lists(server) >= 4);
    isRefused = false;
    await until(() => log.lines.includes('info watch is allowed again'));
    const listed = lists(server);
    await settled();
    expect([modes, lists(server)]).toEqual([['watched'], listed]);
    expect(log.lines.filter((line) => line === POLLED)).toHaveLength(1);
  });

  it('lists at most every half minute once it has done so for a while, and never many at the same moment', () => {
    const waits = (chance: number): readonly number[] => {
      const machine = { ...thisMachine, random: () => chance };
      const refusals = new Refusals(machine, TIMINGS, { log: aLog(), keys: {} });
      return Array.from({ length: 20 }, () => refusals.watch(403).pauseMs).slice(-2);
    };
    expect([waits(0), waits(0.5), waits(1)]).toEqual([
      [30_000, 30_000],
      [22_500, 22_500],
      [15_000, 15_000],
    ]);
  });
});

describe('a reflector that meets a 404', () => {
  const discovered: Answering = (_, response) =>
    void response.end(
      JSON.stringify({ resources: [{ name: 'virtualservices', kind: 'VirtualService', namespaced: true }] }),
    );

  it('believes a list more than a watch', async () => {
    const server = await serve(watched((_, response) => refuse(response, 404)));
    const { modes, heard } = reflect(server);
    await until(() => watches(server).length === 2);
    expect([modes, heard]).toEqual([['watched'], ['listed at 100', 'listed at 100']]);
  });

  it('believes what the server says it serves more than a list', async () => {
    let isWell = true;
    const server: TestServer = await serve((asked, response) => {
      if (asked.path === '/apis/networking.istio.io/v1') {
        return discovered(asked, response);
      }
      return isWell ? watched()(asked, response) : refuse(response, 404);
    });
    const { modes, heard } = reflect(server);
    await until(() => watches(server).length === 1);
    isWell = false;
    server.reset();
    await until(() => lists(server) > 6);
    isWell = true;
    await until(() => watches(server).length === 3);
    expect(modes).toEqual(['watched']);
    expect(heard.every((each) => each === 'listed at 100')).toBe(true);
  });
});
