import { describe, expect, it } from '@jest/globals';
import {
  aLog,
  type Answering,
  refuse,
  refuseForLong,
  type Request,
  serve,
  settled,
  type TestServer,
  until,
} from '../../test/api-server.ts';
import { FakeCluster } from '../../test/fake-cluster.ts';
import { isWatch, lists, reflect, watched, watches } from '../../test/reflected.ts';
import { CANARIES, CANARY, ending, SECRETS } from '../../test/started-cluster.ts';
import { createTransport } from '../client/transport.ts';
import { type Cluster, createCluster } from '../cluster.ts';

const isOne = ({ path }: Request): boolean => path.endsWith('/virtualservices/none');
const singles = ({ asked }: TestServer): number => asked.filter(isOne).length;
const listsOf = (server: TestServer): number => lists(server) - singles(server);

describe('a reflector whose list fails while single objects are answered for', () => {
  const unlisted: Answering = (asked, response) =>
    isOne(asked) ? refuse(response, 404) : refuseForLong(response, 500, 'cannot decode');

  it('becomes by-name after a while, says so once, and watches as soon as the list works', async () => {
    let isBroken = true;
    const server = await serve((asked, response) => (isBroken ? unlisted : watched())(asked, response));
    const { modes, log } = reflect(server, { timings: { refusedMs: 60 } });
    await until(() => listsOf(server) >= 2);
    expect(modes).toEqual([]);
    await until(() => modes.length === 1);
    const listed = listsOf(server);
    await until(() => listsOf(server) >= listed + 3);
    expect([modes, singles(server)]).toEqual([['by-name'], 2]);
    expect(log.lines.filter((line) => line.startsWith('warn'))).toEqual([
      'warn watch is interrupted; it is tried again and again',
      'warn the kind cannot be listed: objects are read by name in each turn instead',
    ]);
    isBroken = false;
    await until(() => watches(server).length === 1);
    expect(modes).toEqual(['by-name', 'watched']);
  });

  it('becomes so as well where it was watched, and its watch is too old', async () => {
    let isBroken = false;
    const server: TestServer = await serve((asked, response) => {
      if (!isBroken) {
        return watched()(asked, response);
      }
      return isWatch(asked) ? refuse(response, 410) : unlisted(asked, response);
    });
    const { modes } = reflect(server, { timings: { refusedMs: 20 } });
    await until(() => watches(server).length === 1);
    isBroken = true;
    server.reset();
    await until(() => modes.length === 2);
    expect(modes).toEqual(['watched', 'by-name']);
  });

  it('lists ever more rarely then', async () => {
    const server = await serve(unlisted);
    const { modes } = reflect(server, {
      random: () => 0,
      timings: { refusedMs: 1, firstPauseMs: 10, refusedPauseMs: 60_000, longestPauseMs: 10 },
    });
    await until(() => modes.length === 1);
    for (let round = 0; round < 5; round += 1) {
      await settled();
    }
    expect(listsOf(server)).toBeLessThan(8);
  });

  it('never becomes so where the server knows neither, though it says that it serves the kind', async () => {
    const server = await serve((_, response) => refuse(response, 404));
    const { modes } = reflect(server, { isServed: async () => true, timings: { refusedMs: 1 } });
    await until(() => listsOf(server) >= 6);
    expect([modes, singles(server)]).toEqual([[], 0]);
  });

  it('never becomes so where it must be watched', async () => {
    const server = await serve(unlisted);
    const { modes } = reflect(server, { isAlwaysWatched: true, timings: { refusedMs: 1 } });
    await until(() => listsOf(server) >= 6);
    expect([modes, singles(server)]).toEqual([[], 0]);
  });
});

describe('a reflector whose server is away', () => {
  it.each<readonly [string, Answering]>([
    ['that answers with 500', (_, response) => refuseForLong(response, 500)],
    ['that answers with 503', (_, response) => refuseForLong(response, 503)],
    ['that cuts connections', (_, response) => void response.destroy()],
  ])('lists until it is back, and reads nothing by name: one %s', async (_name, answer) => {
    let isAway = true;
    const server = await serve((asked, response) => (isAway ? answer : watched())(asked, response));
    const timings = { firstPauseMs: 1, longestPauseMs: 5, deadlineMs: 100 };
    const transport = createTransport({ connection: server.connection, timings });
    const { modes } = reflect(server, { transport, timings: { refusedMs: 1 } });
    await until(() => singles(server) >= 3);
    isAway = false;
    await until(() => watches(server).length === 1);
    expect(modes).toEqual(['watched']);
  });
});

describe('a cluster of which one kind cannot be listed', () => {
  const config = (cluster: Cluster): Promise<unknown> =>
    cluster
      .configs(CANARY)
      .track('Secret', 'test', 'settings')
      .then(
        (found) => found?.name,
        (error: unknown) => (error instanceof Error ? error.message : error),
      );

  it('tells why reads wait, reads by name after a while, and lets a new leader begin', async () => {
    const fake = new FakeCluster();
    fake.put(`${CANARIES}/podinfo`, { spec: {} });
    fake.put(`${SECRETS}/settings`, { type: 'Opaque', data: {} });
    const server = await serve((asked, response) =>
      asked.path.endsWith('/secrets')
        ? refuseForLong(response, 500, 'no key for a password')
        : fake.answer(asked, response),
    );
    const timings = { firstPauseMs: 1, longestPauseMs: 5, refusedPauseMs: 5, firstListMs: 20, refusedMs: 1_000 };
    const cluster = createCluster({ connection: server.connection, log: aLog(), timings });
    await cluster.start(ending().signal);
    let told = await config(cluster);
    while (told === 'reading Secret: the first list has not come yet') {
      told = await config(cluster);
    }
    expect(told).toBe('reading Secret: the first list has not come yet (listing Secret in all namespaces: 500)');
    await cluster.relist();
    expect([await config(cluster), cluster.isSynced()]).toEqual(['settings', true]);
  });
});
