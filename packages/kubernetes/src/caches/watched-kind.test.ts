import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  aLog,
  anObject,
  type Answering,
  type Request,
  beginWatch,
  refuse,
  refuseForLong,
  send,
  sendList,
  serve,
  settled,
  type TestServer,
  until,
} from '../../test/api-server.ts';
import { createDiscovery } from '../client/discovery.ts';
import type { Resource } from '../client/resource.ts';
import { createTransport } from '../client/transport.ts';
import { Restores } from './restores.ts';
import { withoutManagedFields } from './trim.ts';
import { WatchedKind } from './watched-kind.ts';

const VIRTUAL_SERVICES: Resource = {
  apiVersion: 'networking.istio.io/v1',
  kind: 'VirtualService',
  plural: 'virtualservices',
  namespaced: true,
  verbs: [],
};
const PATH = '/apis/networking.istio.io/v1/namespaces/test/virtualservices';
const CANARY = 'test/canary';

let end: AbortController;
beforeEach(() => {
  end = new AbortController();
});
afterEach(() => end.abort());

interface Watched {
  readonly kind: WatchedKind;
  readonly woken: string[];
}

function watch({ connection }: TestServer, firstListMs?: number): Watched {
  const woken: string[] = [];
  const transport = createTransport({ connection, timings: { firstPauseMs: 1, longestPauseMs: 5 } });
  const kind = new WatchedKind({
    transport,
    resource: VIRTUAL_SERVICES,
    log: aLog(),
    restores: new Restores({ machine: transport.machine, log: aLog(), beginAnew: () => undefined }),
    isServed: () => createDiscovery({ transport, log: aLog() }).serves(VIRTUAL_SERVICES),
    signal: end.signal,
    trim: withoutManagedFields,
    onChange: (key) => woken.push(key),
    onAbsent: () => woken.push('absent'),
    timings: { firstPauseMs: 1, longestPauseMs: 5, ...(firstListMs === undefined ? {} : { firstListMs }) },
  });
  kind.start();
  return { kind, woken };
}

const isList = ({ path, query }: Request): boolean => path.endsWith('/virtualservices') && query.watch === undefined;
const gets = ({ asked }: TestServer): readonly string[] =>
  asked.filter(({ path }) => path.startsWith(`${PATH}/`)).map(({ path }) => path);

/** A server with objects a and b, of which single reads are answered as told. */
function withObjects(get: Answering = (_, response) => send(response, anObject('b', '2'))): Answering {
  return (asked, response) => {
    if (isList(asked)) {
      return sendList(response, [anObject('a', '1'), anObject('b', '2')]);
    }
    return asked.query.watch === 'true' ? void beginWatch(response) : get(asked, response);
  };
}

describe('WatchedKind', () => {
  it('reads without a request what was claimed before the first list, and what does not exist', async () => {
    const server = await serve(withObjects());
    const { kind, woken } = watch(server);
    expect(await kind.read('test/a', CANARY)).toEqual(anObject('a', '1'));
    expect(await kind.read('test/a', CANARY)).toEqual(anObject('a', '1'));
    expect(await kind.read('test/none', CANARY)).toBeUndefined();
    expect(gets(server)).toEqual([]);
    expect(woken).toEqual([]);
  });

  it('reads what was not of interest until now by one request, however many ask', async () => {
    const server = await serve(withObjects());
    const { kind, woken } = watch(server);
    await kind.read('test/a', CANARY);
    const read = await Promise.all([kind.read('test/b', CANARY), kind.read('test/b', 'test/other')]);
    expect(read).toEqual([anObject('b', '2'), anObject('b', '2')]);
    await kind.read('test/b', CANARY);
    expect(gets(server)).toEqual([`${PATH}/b`]);
    expect(woken).toEqual([]);
  });

  it('reads nothing where the object was deleted while it was asked for', async () => {
    let tell: ReturnType<typeof beginWatch> | undefined;
    const server = await serve((asked, response) => {
      if (isList(asked)) {
        return sendList(response, [anObject('b', '2')]);
      }
      if (asked.query.watch === 'true') {
        return void (tell = beginWatch(response));
      }
      tell?.('DELETED', anObject('b', '101'));
      return void setTimeout(() => send(response, anObject('b', '2')), 20);
    });
    const { kind, woken } = watch(server);
    await kind.read('test/none', CANARY);
    await until(() => tell !== undefined);
    expect(await kind.read('test/b', CANARY)).toBeUndefined();
    expect(woken).toEqual([CANARY]);
  });

  it('wakes the canary that read an object when it changes', async () => {
    let tell: ReturnType<typeof beginWatch> | undefined;
    const server = await serve((asked, response) =>
      isList(asked) ? sendList(response, [anObject('a', '1')]) : void (tell = beginWatch(response)),
    );
    const { kind, woken } = watch(server);
    await kind.read('test/a', CANARY);
    await until(() => tell !== undefined);
    tell?.('MODIFIED', anObject('foreign', '101'));
    tell?.('MODIFIED', anObject('a', '102'));
    await until(() => woken.length > 0);
    expect(woken).toEqual([CANARY]);
    expect((await kind.read('test/a', CANARY))?.metadata.resourceVersion).toBe('102');
  });

  it('does not wait for the first list forever, and wakes who gave up', async () => {
    let isBroken = true;
    const server = await serve((asked, response) =>
      isBroken ? refuseForLong(response, 500) : withObjects()(asked, response),
    );
    const { kind, woken } = watch(server, 20);
    await until(() => kind.health.trouble !== undefined);
    await expect(kind.read('test/a', CANARY)).rejects.toMatchObject({
      name: 'Wait',
      message: 'reading VirtualService: the first list has not come yet (listing VirtualService in all namespaces: no)',
    });
    isBroken = false;
    await until(() => woken.length > 0);
    expect(woken).toEqual([CANARY]);
  });

  it('reads by name each time where the watch is forbidden', async () => {
    let version = 1;
    const server = await serve((asked, response) =>
      asked.path.endsWith('/a') ? send(response, anObject('a', String((version += 1)))) : refuse(response, 403),
    );
    const { kind, woken } = watch(server);
    const read = [await kind.read('test/a', CANARY), await kind.read('test/a', CANARY)];
    expect(read.map((object) => object?.metadata.resourceVersion)).toEqual(['2', '3']);
    await settled();
    expect(woken).toEqual([]);
  });

  it('wakes who read by name once it is watched, but no canary that is gone', async () => {
    let isRefused = true;
    const server = await serve((asked, response) =>
      isRefused && !asked.path.endsWith('/a') ? refuse(response, 403) : withObjects()(asked, response),
    );
    const { kind, woken } = watch(server);
    await Promise.all([CANARY, 'test/forgotten', 'test/unheard'].map((key) => kind.read('test/a', key)));
    kind.forget('test/forgotten');
    kind.sweep((key) => key !== 'test/unheard');
    isRefused = false;
    await until(() => woken.length > 0);
    expect(woken).toEqual([CANARY]);
  });

  it('reads nothing by name where there is no such object', async () => {
    const server = await serve((asked, response) =>
      asked.path.endsWith('/a') ? refuse(response, 404) : refuse(response, 403),
    );
    expect(await watch(server).kind.read('test/a', CANARY)).toBeUndefined();
  });

  it('names what must be allowed where neither is', async () => {
    const { kind } = watch(await serve((_, response) => refuse(response, 403, 'no rule matched')));
    await expect(kind.read('test/a', CANARY)).rejects.toMatchObject({
      name: 'Wait',
      message:
        'reading VirtualService a.test: forbidden to get virtualservices.networking.istio.io in namespace test: no rule matched (get, list and watch are needed)',
    });
  });

  it('says of a kind that is no longer served that it is not installed', async () => {
    const { kind, woken } = watch(await serve((_, response) => refuse(response, 404)));
    await expect(kind.read('test/a', CANARY)).rejects.toMatchObject({
      name: 'Wait',
      message: 'VirtualService networking.istio.io/v1 is not installed in this cluster',
    });
    expect(woken).toEqual(['absent']);
  });
});
