import { describe, expect, it } from '@jest/globals';
import {
  anObject,
  type Answering,
  beginWatch,
  bookmark,
  refuse,
  refuseForLong,
  sendList,
  serve,
  settled,
  type TestServer,
  until,
} from '../../test/api-server.ts';
import { isWatch, lists, reflect, watched, watches } from '../../test/reflected.ts';

describe('Reflector in trouble', () => {
  it('survives a reset connection, and goes on from where it was', async () => {
    const server: TestServer = await serve(
      watched((_, response) => {
        beginWatch(response)('ADDED', anObject('a', '101'));
        setTimeout(() => server.reset(), 5);
      }),
    );
    const { heard } = reflect(server);
    await until(() => watches(server).length === 2);
    expect(heard).toEqual(['listed at 100', 'changed a@101']);
    expect(watches(server)).toEqual(['100', '101']);
    expect(lists(server)).toBe(1);
  });

  it.each([429, 500, 503])('tries again when a watch is answered with %i', async (code) => {
    const server = await serve(watched((_, response) => refuse(response, code)));
    reflect(server);
    await until(() => watches(server).length === 2);
    expect(watches(server)).toEqual(['100', '100']);
    expect(lists(server)).toBe(1);
  });

  it('tries again when the list fails for longer than a request is repeated, and says so once', async () => {
    let refusals = 3;
    const server = await serve((asked, response) => {
      refusals -= 1;
      return refusals < 0 ? watched()(asked, response) : refuseForLong(response, 500);
    });
    const { heard, modes, log } = reflect(server);
    await until(() => heard.length === 1);
    expect(modes).toEqual(['watched']);
    expect(log.lines.filter((line) => line.startsWith('warn'))).toEqual([
      'warn watch is interrupted; it is tried again and again',
    ]);
  });

  it.each<readonly [string, Answering]>([
    ['HTTP 410', (_, response) => refuse(response, 410)],
    [
      'an event that says 410',
      (_, response) =>
        beginWatch(response)('ERROR', {
          kind: 'Status',
          code: 410,
          reason: 'Expired',
          message: 'too old resource version',
        }),
    ],
  ])('lists anew after %s', async (_name, answer) => {
    const server = await serve(watched(answer));
    const { heard } = reflect(server);
    await until(() => watches(server).length === 2);
    expect(heard).toEqual(['listed at 100', 'listed at 100']);
  });

  it('goes on without a list after an event that says another error', async () => {
    const server = await serve(
      watched((_, response) => beginWatch(response)('ERROR', { kind: 'Status', code: 500, message: 'etcd is busy' })),
    );
    reflect(server);
    await until(() => watches(server).length === 2);
    expect(lists(server)).toBe(1);
  });

  it('lists anew where each stream tells an error for a while, and not before', async () => {
    const server = await serve((asked, response) =>
      isWatch(asked)
        ? beginWatch(response)('ERROR', { kind: 'Status', code: 500, message: 'cannot decode' })
        : sendList(response, []),
    );
    const { heard } = reflect(server, { timings: { refusedMs: 300 } });
    await until(() => heard.length === 3);
    expect(watches(server).length).toBeGreaterThan(4);
  });

  it('lists nothing anew where each watch is refused for a while, as while the server is away', async () => {
    const server = await serve((asked, response) => (isWatch(asked) ? refuse(response, 503) : sendList(response, [])));
    reflect(server, { timings: { refusedMs: 1 } });
    await until(() => watches(server).length === 20);
    expect(lists(server)).toBe(1);
  });

  it('takes a stream on which nothing comes for dead', async () => {
    const server = await serve(watched((_, response) => beginWatch(response)('BOOKMARK', bookmark('120'))));
    reflect(server, { timings: { silenceMs: 40 } });
    await until(() => watches(server).length >= 2);
    expect(watches(server).slice(0, 2)).toEqual(['100', '120']);
  });

  it('does not take a stream for dead while bookmarks come', async () => {
    let bookmarks = 0;
    const server = await serve(
      watched((_, response) => {
        const tell = beginWatch(response);
        const timer = setInterval(() => tell('BOOKMARK', bookmark(String(101 + (bookmarks += 1)))), 20);
        response.on('close', () => clearInterval(timer));
      }),
    );
    reflect(server, { timings: { silenceMs: 800 } });
    await until(() => bookmarks === 60 || watches(server).length > 1);
    expect(watches(server)).toEqual(['100']);
  });

  it('waits before it comes back to a server that ends the stream at once', async () => {
    const server = await serve(watched((_, response) => void response.writeHead(200).end()));
    reflect(server, { timings: { firstPauseMs: 60_000, longestPauseMs: 60_000 } });
    await until(() => watches(server).length === 1);
    await settled();
    expect(watches(server)).toEqual(['100']);
  });

  it('asks ever more rarely when streams end without news', async () => {
    const server = await serve((asked, response) => {
      if (!isWatch(asked)) {
        return sendList(response, []);
      }
      beginWatch(response)('BOOKMARK', bookmark('100'));
      return void response.end();
    });
    reflect(server, { random: () => 0, timings: { firstPauseMs: 10, longestPauseMs: 60_000 } });
    await until(() => watches(server).length === 4);
    for (let round = 0; round < 5; round += 1) {
      await settled();
    }
    expect(watches(server).length).toBeLessThan(8);
  });

  it('comes back soon when each stream brought news before it ended', async () => {
    let version = 100;
    const server = await serve((asked, response) => {
      if (!isWatch(asked)) {
        return sendList(response, []);
      }
      beginWatch(response)('MODIFIED', anObject('a', String((version += 1))));
      return void response.end();
    });
    const { heard } = reflect(server, { timings: { longestPauseMs: 60_000 } });
    await until(() => watches(server).length >= 30);
    expect(heard.slice(0, 3)).toEqual(['listed at 100', 'changed a@101', 'changed a@102']);
  });
});
