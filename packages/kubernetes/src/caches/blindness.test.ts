import { describe, expect, it } from '@jest/globals';
import {
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
    const { modes } = reflect(server, { timings: { refusedMs: 1 }, isAlwaysWatched: true });
    await until(() => watches(server).length === 1);
    isRefused = true;
    server.reset();
    await until(() => watches(server).length >= 6);
    isRefused = false;
    const asked = watches(server).length;
    await until(() => watches(server).length > asked);
    expect([modes, lists(server)]).toEqual([['watched'], 1]);
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
