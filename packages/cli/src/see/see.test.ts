import { beforeAll, describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { house } from '../../test/house.ts';
import { ApiError } from '@flagger/kubernetes';
import { aCanary, aDeployment, anEvent, routed } from '../../test/objects.ts';
import { events } from './events.ts';
import { get } from './get.ts';
import { history } from './history.ts';
import { tree } from './tree.ts';
import { sayWhy } from './why.ts';

const cluster = house();
const NOW = Date.parse('2026-01-01T10:00:10Z');

beforeAll(async () => {
  await cluster.put(aCanary({}, { labels: { app: 'podinfo' } }));
  await cluster.put(aCanary({ phase: 'Failed', canaryWeight: 0 }, { name: 'shop' }));
  await cluster.put(aDeployment('podinfo', 'podinfo:2'));
  await cluster.put(anEvent('a', 'New revision detected! Scaling up podinfo.test', '2026-01-01T09:59:00Z'));
  await cluster.put({
    ...anEvent('b', 'Halt podinfo.test advancement success rate 90% < 99%', '2026-01-01T10:00:00Z'),
    type: 'Warning',
  });
});

describe('get', () => {
  it('lists canaries with phase, step, share and failed checks', async () => {
    const { code, out, told } = await cluster.type('get -n test', { now: NOW });
    expect([code, told]).toEqual([0, '']);
    expect(out.split('\n')).toEqual([
      'NAME      PHASE           STEP   WEIGHT   FAILED   SINCE   WHY',
      'podinfo   ▶ Progressing   2/5    20%      1/3      10s',
      'shop      ✘ Failed        0/5    0%       1/3      10s',
      '',
    ]);
  });

  it.each([
    ['get -n test -l app=podinfo', ['podinfo']],
    ['get -A --phase failed,Succeeded', ['shop']],
    ['get canary/shop -n test', ['shop']],
  ])('%s gives %j', async (line, names) => {
    const { out } = await cluster.type(`${line} -o json`);
    const { items } = JSON.parse(out) as { items: { name: string }[] };
    expect(items.map(({ name }) => name)).toEqual(names);
  });

  it('prints names, more columns, and documents with a version', async () => {
    expect((await cluster.type('get -n test -o name')).out).toBe(
      'canary.flagger.app/podinfo\ncanary.flagger.app/shop\n',
    );
    expect((await cluster.type('get -n test -o wide')).out).toContain('weights   2026-01-01T10:00:00Z');
    expect(parse((await cluster.type('get -n test -o yaml')).out)).toMatchObject({
      apiVersion: 'cli.flagger.app/v1',
      kind: 'CanaryList',
      items: [{ name: 'podinfo', step: { done: 2, of: 5 } }, { name: 'shop' }],
    });
  });

  it('tells on stderr that there is nothing, and ends with 1 where a name was asked for', async () => {
    expect(await cluster.type('get -n other')).toEqual({
      code: 0,
      out: '',
      told: 'There are no canaries in the namespace other; -A looks in all.',
    });
    expect((await cluster.type('get -A --phase Waiting -l app=podinfo')).told).toBe(
      'There are no canaries in any namespace with app=podinfo in phase Waiting.',
    );
    expect(await cluster.type('get shop -n test --phase Waiting')).toMatchObject({
      code: 1,
      told: 'error: there is no Canary shop in the namespace test in phase Waiting',
    });
  });

  it('refuses a phase that no canary is ever in', async () => {
    expect(await cluster.type('get -A --phase Failed,Broken')).toMatchObject({
      code: 2,
      told: expect.stringMatching(/--phase: found "broken", allowed are Initializing, .*Failed/),
    });
  });
});

describe('a name that is wrong', () => {
  it.each(['get', 'tree', 'status', 'why', 'events', 'history'])(
    'is told by %s with those that are there',
    async (verb) => {
      expect(await cluster.type(`${verb} nobody -n test`)).toEqual({
        code: 1,
        out: '',
        told: 'error: there is no Canary nobody in the namespace test, which has podinfo, shop',
      });
    },
  );

  it('is told with where it is, where only the namespace is wrong', async () => {
    expect((await cluster.type('why shop')).told).toBe(
      'error: there is no Canary shop in the namespace default, but in test: say so with -n',
    );
    expect((await cluster.type('why nobody')).told).toContain('default, which has no canaries: get -A lists all');
  });
});

describe('who may only get canaries', () => {
  it('sees one by its name', async () => {
    let out = '';
    const io = {
      out: (text: string) => (out += text),
      now: () => NOW,
      screen: { paint: (_: string, text: string) => text },
    };
    const refused = () => Promise.reject(new Error('listing is forbidden'));
    const cluster = { namespace: 'test', get: async () => aCanary(), list: refused };
    expect(await get({ names: ['podinfo'], flags: {}, io, cluster } as never)).toBe(0);
    expect(out).toMatch(/podinfo +▶ Progressing/);
  });

  it('is told why without the events, by events and history what may not be read, and any other error', async () => {
    let out = '';
    const message = 'listing Event in test: events is forbidden: User "me" cannot list resource "events"';
    let error = new Error(message, { cause: new ApiError('', { status: 403 }) });
    const cluster = { namespace: 'test', get: async () => aCanary(), list: () => Promise.reject(error) };
    const io = { out: (text: string) => (out += text), now: () => NOW };
    const asked = { names: ['podinfo'], flags: {}, io, cluster } as never;
    expect(await sayWhy(asked)).toBe(0);
    expect(out).toMatch(/^podinfo.test releases a new revision/);
    await expect(events(asked)).rejects.toThrow(message);
    await expect(history(asked)).rejects.toThrow(message);
    error = new Error('away');
    await expect(sayWhy(asked)).rejects.toThrow('away');
  });
});

describe('get -w', () => {
  it('tells each change in a line where there is no terminal, until it is interrupted', async () => {
    const end = new AbortController();
    let out = '';
    const onOut = (text: string): void => {
      out += text;
      if (out.includes('30%')) {
        end.abort();
      } else if (text.includes('20%')) {
        void cluster.status({ canaryWeight: 30 });
      }
    };
    const { code } = await cluster.type('get -n test -l app=podinfo -w', { signal: end.signal, onOut });
    await cluster.status({ canaryWeight: 20 });
    expect(code).toBe(130);
    expect(out.split('\n').map((line) => line.split('   ').slice(0, 4))).toEqual([
      ['test/podinfo', 'Progressing', 'step 2/5', 'weight 20%'],
      ['test/podinfo', 'Progressing', 'step 3/5', 'weight 30%'],
      [''],
    ]);
  });

  it('draws on a terminal no more than fits', async () => {
    const end = new AbortController();
    const onOut = (): void => end.abort();
    const { out } = await cluster.type('get -n test -w', { signal: end.signal, isTerminal: true, rows: 3, onOut });
    expect(out.split('\n')).toHaveLength(3);
    expect(out).toContain('… 2 more');
  });

  it('refuses a format that cannot go on', async () => {
    expect((await cluster.type('get -w -o yaml')).code).toBe(2);
  });
});

describe('tree', () => {
  it('shows what may be read, and says what may not', async () => {
    let [out, told] = ['', ''];
    const get = async (kind: string): Promise<unknown> => {
      if (kind === 'Canary' || kind === 'Service') {
        return kind === 'Canary' ? aCanary() : undefined;
      }
      throw new ApiError(`you cannot get ${kind}`, { status: 403 });
    };
    const io = {
      out: (text: string) => (out += text),
      say: (text: string) => (told += text),
      screen: { paint: (_: string, text: string) => text },
    };
    expect(await tree({ names: ['podinfo'], flags: {}, io, cluster: { namespace: 'test', get } } as never)).toBe(0);
    expect(out).toMatch(/target +Deployment\/podinfo +may not be read/);
    expect(out).not.toContain('VirtualService');
    expect(told).toMatch(/^You may not read Deployment, VirtualService, .*: whether/);
  });

  it('shows what is there and what is missing', async () => {
    const { out } = await cluster.type('tree podinfo -n test');
    expect(out).toMatch(/^Canary\/podinfo {3}Progressing, 20 %\n/);
    expect(out).toMatch(/├─ target +Deployment\/podinfo +0 of 2 pods ready, podinfo:2/);
    expect(out).toMatch(/├─ primary +Deployment\/podinfo-primary +missing/);
  });
});

describe('status and why', () => {
  it('show one canary in full', async () => {
    const { out } = await cluster.type('status podinfo -n test', { now: NOW });
    expect(out).toMatch(/step +2 of 5\n/);
    expect(out).toContain('Routed        True   primary 80, canary 20');
  });

  it('say in one paragraph what it waits for', async () => {
    const { out } = await cluster.type('why podinfo -n test', { now: NOW });
    expect(out).toBe(
      'podinfo.test releases a new revision, step 2 of 5, with 20 % of the traffic. It waits for its next check. The last event says: Halt podinfo.test advancement success rate 90% < 99%. It is tried again in 20 s.\n',
    );
  });

  it('give the revision alone, for --since-change', async () => {
    await cluster.status({ lastAppliedSpec: 'abc' });
    expect((await cluster.type('status podinfo -n test -o revision')).out).toBe('abc\n');
    await cluster.status({ conditions: [routed] });
  });
});

describe('events and history', () => {
  it('tell the story, the oldest first', async () => {
    const { out } = await cluster.type('events podinfo -n test', { now: NOW });
    expect(out.split('\n').map((line) => line.split(/ {2,}/).slice(0, 2))).toEqual([
      ['AGE', 'TYPE'],
      ['70s', 'Normal'],
      ['10s', 'Warning'],
      [''],
    ]);
    expect((await cluster.type('events -n test --types Warning')).out).not.toContain('New revision');
  });

  it('say that there are none of a canary that has none', async () => {
    expect(await cluster.type('events shop -n test')).toEqual({
      code: 0,
      out: '',
      told: 'The cluster remembers no events of shop: it forgets them, as a rule after an hour.',
    });
  });

  it('list the runs', async () => {
    const { out } = await cluster.type('history podinfo -n test -o json');
    expect(JSON.parse(out)).toMatchObject({
      kind: 'RunList',
      items: [{ outcome: 'running', began: '2026-01-01T09:59:00Z' }],
    });
  });
});
