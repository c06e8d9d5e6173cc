import { describe, expect, it } from '@jest/globals';
import {
  aLog,
  anObject,
  beginWatch,
  bookmark,
  refuse,
  send,
  sendList,
  serve,
  settled,
  until,
} from '../../test/api-server.ts';
import { FakeCluster } from '../../test/fake-cluster.ts';
import { isWatch, lists, reflect, watches } from '../../test/reflected.ts';
import { CANARIES, CANARY, canaryIn, CONFIG_MAPS, DEPLOYMENTS, ending, podinfo } from '../../test/started-cluster.ts';
import { thisMachine } from '../client/machine.ts';
import { createCluster } from '../cluster.ts';
import { Restores } from './restores.ts';

const RESTORED = 'warn the cluster went back in time, as after a restore: what is known of it begins anew';

describe('after a restore', () => {
  it('a bookmark from before what was seen makes a list, with which all begins anew, once', async () => {
    let isRestored = false;
    const server = await serve((asked, response) => {
      if (!isWatch(asked)) {
        return sendList(response, [anObject('a', isRestored ? '30' : '90')], isRestored ? '50' : '100');
      }
      const tell = beginWatch(response);
      if (!isRestored) {
        isRestored = true;
        tell('BOOKMARK', bookmark('50'));
      }
    });
    const { heard, log } = reflect(server);
    await until(() => watches(server).length === 2);
    await settled();
    expect(heard).toEqual(['listed a@90 at 100', 'restored', 'listed a@30 at 50']);
    expect(watches(server)).toEqual(['100', '50']);
    expect(log.lines.filter((line) => line === RESTORED)).toHaveLength(1);
  });

  it('a watch that waits for a moment still to come is found out by its silence', async () => {
    let version = '100';
    const server = await serve((asked, response) => {
      if (!isWatch(asked)) {
        return sendList(response, [], version);
      }
      beginWatch(response);
      version = '50';
    });
    const { heard, modes } = reflect(server, { timings: { silenceMs: 40 } });
    await until(() => heard.length === 3);
    expect([heard, modes]).toEqual([['listed at 100', 'restored', 'listed at 50'], ['watched']]);
  });

  it('what is read is as old as the cluster, and a canary that came later is gone', async () => {
    const [now, before] = [new FakeCluster(), new FakeCluster()];
    before.put(`${CANARIES}/podinfo`, { spec: { image: 'old' } });
    now.put(`${CANARIES}/podinfo`, { spec: { image: 'new' } });
    now.put(`${CANARIES}/later`, { spec: {} });
    let fake = now;
    const server = await serve((asked, response) => fake.answer(asked, response));
    const timings = { firstPauseMs: 1, longestPauseMs: 5, silenceMs: 40 };
    const cluster = createCluster({ connection: server.connection, log: aLog(), timings });
    const woken: string[] = [];
    await cluster.start(ending().signal);
    cluster.onChange((key) => woken.push(key));
    expect(cluster.canaries.keys()).toEqual([CANARY, 'test/later']);
    fake = before;
    server.reset();
    await until(() => woken.length === 2);
    expect([cluster.canaries.keys(), canaryIn(cluster).spec]).toEqual([[CANARY], { image: 'old' }]);
    expect(new Set(woken)).toEqual(new Set([CANARY, 'test/later']));
  });
});

describe('a restore that several watches would notice', () => {
  it('is told once, and with the first of them all begins anew, also where a watch is deaf', async () => {
    const [now, before] = [new FakeCluster(), new FakeCluster()];
    for (const path of [`${CANARIES}/podinfo`, `${DEPLOYMENTS}/podinfo`, `${CONFIG_MAPS}/podinfo`]) {
      before.put(path, { spec: 'old' });
      now.put(path, { spec: 'new' });
    }
    now.put(`${DEPLOYMENTS}/other`, {});
    let world = now;
    let tell: ReturnType<typeof beginWatch> | undefined;
    const server = await serve((asked, response) => {
      if (asked.query.watch !== 'true') {
        return world.answer(asked, response);
      }
      const telling = beginWatch(response);
      tell = /deployments$/.test(asked.path) ? telling : tell;
    });
    const log = aLog();
    const cluster = createCluster({ connection: server.connection, log, timings: { firstPauseMs: 1 } });
    await cluster.start(ending().signal);
    await cluster.objects(CANARY).read(podinfo);
    await cluster.configs(CANARY).track('ConfigMap', 'test', 'podinfo');
    await until(() => tell !== undefined && watches(server).length === 3);
    const listed = lists(server);
    world = before;
    tell?.('BOOKMARK', bookmark('101'));
    await until(() => canaryIn(cluster).spec === 'old' && cluster.isSynced() && watches(server).length === 6);
    expect(await cluster.objects(CANARY).read(podinfo)).toMatchObject({ spec: 'old' });
    expect(lists(server) - listed).toBe(3);
    expect(log.lines.filter((line) => line.startsWith('warn'))).toEqual([RESTORED]);
  });

  it('is another one after a while', () => {
    let passed = 0;
    const log = aLog();
    const begun: string[] = [];
    const machine = { ...thisMachine, elapsed: () => passed };
    const restores = new Restores({ machine, log, beginAnew: (version) => begun.push(version) });
    restores.noticed({ seen: '100', listed: '50' }, { resource: 'a' });
    passed += 5 * 60_000;
    restores.noticed({ seen: '99', listed: '51' }, { resource: 'b' });
    passed += 5 * 60_000;
    restores.noticed({ seen: '90', listed: '40' }, { resource: 'a' });
    expect([begun, log.lines.filter((line) => line === RESTORED)]).toEqual([
      ['50', '40'],
      [RESTORED, RESTORED],
    ]);
  });
});

describe('a server that sends no bookmarks', () => {
  it('is not called dead when it has nothing to say', async () => {
    const server = await serve((asked, response) =>
      isWatch(asked) ? void beginWatch(response) : sendList(response, []),
    );
    const { heard, log } = reflect(server, { timings: { silenceMs: 20 } });
    await until(() => watches(server).length === 6);
    expect(new Set(watches(server))).toEqual(new Set(['100']));
    expect([heard, log.lines]).toEqual([['listed at 100'], []]);
  });
});

describe('a list of many pages', () => {
  it('goes on at the page that failed', async () => {
    let failures = 2;
    const server = await serve((asked, response) => {
      if (isWatch(asked)) {
        return void beginWatch(response);
      }
      if (asked.query.continue === undefined) {
        return send(response, { metadata: { resourceVersion: '100', continue: 'more' }, items: [anObject('a', '1')] });
      }
      failures -= 1;
      return failures >= 0
        ? send(response, { message: 'no' }, { code: 500, headers: { 'retry-after': '3600' } })
        : sendList(response, [anObject('b', '2')]);
    });
    const { heard } = reflect(server);
    await until(() => heard.length === 1);
    expect(heard).toEqual(['listed a@1 b@2 at 100']);
    expect(server.asked.filter((each) => !isWatch(each)).map(({ query }) => query.continue)).toEqual([
      undefined,
      'more',
      'more',
      'more',
    ]);
  });

  it.each([
    ['goes on where the server offers it when its moment is too old, and watches from the first page on', 'newer'],
    ['begins anew when its moment is too old and the server offers nothing', undefined],
  ])('%s', async (_, token) => {
    let isExpired = true;
    const server = await serve((asked, response) => {
      if (isWatch(asked)) {
        return void beginWatch(response);
      }
      const more = asked.query.continue;
      if (more === undefined) {
        return send(response, { metadata: { resourceVersion: '100', continue: 'old' }, items: [anObject('a', '1')] });
      }
      if (more === 'old' && isExpired) {
        isExpired = false;
        const metadata = token === undefined ? {} : { continue: token };
        return send(response, { kind: 'Status', code: 410, reason: 'Expired', metadata }, { code: 410 });
      }
      return sendList(response, [anObject('b', '2')], more === 'newer' ? '150' : '100');
    });
    const { heard } = reflect(server);
    await until(() => watches(server).length === 1);
    expect(heard).toEqual(['listed a@1 b@2 at 100']);
    expect([lists(server), watches(server)]).toEqual([token === undefined ? 4 : 3, ['100']]);
  });

  it('begins anew where the server does not take its own token any more', async () => {
    let tokens = ['bad', 'good'];
    const server = await serve((asked, response) => {
      if (isWatch(asked)) {
        return void beginWatch(response);
      }
      const { continue: more } = asked.query;
      if (more === undefined) {
        const [token = '', ...others] = tokens;
        tokens = others;
        return send(response, { metadata: { resourceVersion: '100', continue: token }, items: [anObject('a', '1')] });
      }
      return more === 'bad'
        ? refuse(response, 400, 'continue key is not valid')
        : sendList(response, [anObject('b', '2')]);
    });
    const { heard } = reflect(server);
    await until(() => heard.length === 1);
    expect([heard, lists(server)]).toEqual([['listed a@1 b@2 at 100'], 4]);
  });
});
