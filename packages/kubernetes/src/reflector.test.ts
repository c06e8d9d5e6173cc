import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { KubeObject } from '@flagger/api';
import { aLog, anObject, beginWatch, bookmark, refuse, send, sendList, serve, settled, until } from '../test/api-server.ts';
import type { Answering, Asked, TestServer } from '../test/api-server.ts';
import { Reflector } from './reflector.ts';
import type { Mode, ReflectorOptions, ReflectorTimings, Sink } from './reflector.ts';
import type { Resource } from './resource.ts';
import { createTransport } from './transport.ts';

const VIRTUAL_SERVICES: Resource = { apiVersion: 'networking.istio.io/v1', kind: 'VirtualService', plural: 'virtualservices', namespaced: true, verbs: [] };
const TIMINGS: Partial<ReflectorTimings> = { firstPauseMs: 1, longestPauseMs: 5, absentMs: 5, refusedMs: 5 };

let end: AbortController;
beforeEach(() => {
  end = new AbortController();
});
afterEach(() => end.abort());

/** A sink that writes down what it hears, e.g. `listed a@1 b@2`, `changed a@3`. */
function aSink(): Sink & { readonly heard: string[] } {
  const heard: string[] = [];
  const name = ({ metadata }: KubeObject): string => `${metadata.name}@${metadata.resourceVersion}`;
  return {
    heard,
    listing() {
      const names: string[] = [];
      return { add: (objects) => void names.push(...objects.map(name)), done: (at) => void heard.push(`listed ${[...names, `at ${at}`].join(' ')}`) };
    },
    changed: (object) => void heard.push(`changed ${name(object)}`),
    deleted: (object) => void heard.push(`deleted ${name(object)}`),
    cleared: () => void heard.push('cleared'),
  };
}

interface Reflected extends ReturnType<typeof aSink> {
  readonly modes: Mode[];
  readonly log: ReturnType<typeof aLog>;
}

/** Lets a reflector run against a server until the test is over. */
function reflect({ connection }: TestServer, options: Partial<ReflectorOptions> = {}): Reflected {
  const sink = aSink();
  const modes: Mode[] = [];
  const log = aLog();
  const transport = createTransport({ connection, timings: { deadlineMs: 100, firstPauseMs: 1, longestPauseMs: 5 } });
  const reflector = new Reflector({ transport, resource: VIRTUAL_SERVICES, sink, log, onMode: (mode) => modes.push(mode), ...options, timings: { ...TIMINGS, ...options.timings } });
  void reflector.run(end.signal);
  return Object.assign(sink, { modes, log });
}

const isWatch = ({ query }: Asked): boolean => query.watch === 'true';
const watches = ({ asked }: TestServer): readonly string[] => asked.filter(isWatch).map(({ query }) => query.resourceVersion ?? '');
const lists = ({ asked }: TestServer): number => asked.filter((each) => !isWatch(each)).length;

/** Lists nothing at 100, and answers the n-th watch as told; further ones stay open and silent. */
function watched(...answers: readonly Answering[]): Answering {
  const left = [...answers];
  return (asked, response) => {
    if (!isWatch(asked)) return sendList(response, []);
    const answer = left.shift() ?? ((_, last) => void beginWatch(last));
    return answer(asked, response);
  };
}

describe('Reflector', () => {
  it('lists page by page, then watches from there on with bookmarks', async () => {
    const server = await serve((asked, response) => {
      if (isWatch(asked)) return void beginWatch(response)('MODIFIED', anObject('a', '102'));
      if (asked.query.continue === undefined) return send(response, { metadata: { resourceVersion: '100', continue: 'more' }, items: [anObject('a', '1')] });
      return sendList(response, [anObject('b', '2')]);
    });
    const { heard } = reflect(server, { namespace: 'test' });
    await until(() => heard.length === 2);
    expect(heard).toEqual(['listed a@1 b@2 at 100', 'changed a@102']);
    const path = '/apis/networking.istio.io/v1/namespaces/test/virtualservices';
    expect(server.asked.map(({ path: asked, query }) => ({ path: asked, query }))).toMatchObject([
      { path, query: { limit: '500' } },
      { path, query: { limit: '500', continue: 'more' } },
      { path, query: { watch: 'true', allowWatchBookmarks: 'true', resourceVersion: '100' } },
    ]);
    const seconds = Number(server.asked[2]?.query.timeoutSeconds);
    expect(seconds).toBeGreaterThanOrEqual(300);
    expect(seconds).toBeLessThanOrEqual(600);
  });

  it('names kind and version of what a list gives without them', async () => {
    const objects: KubeObject[] = [];
    const sink: Sink = { ...aSink(), listing: () => ({ add: (some) => void objects.push(...some), done: () => undefined }) };
    reflect(await serve((asked, response) => (isWatch(asked) ? void beginWatch(response) : sendList(response, [{ metadata: { name: 'a', resourceVersion: '1' } }]))), { sink });
    await until(() => objects.length === 1);
    expect(objects[0]).toMatchObject({ apiVersion: 'networking.istio.io/v1', kind: 'VirtualService' });
  });

  it('asks for metadata only where that is all that is wanted', async () => {
    const server = await serve(watched());
    reflect(server, { isMetadataOnly: true });
    await until(() => watches(server).length === 1);
    const accepted = server.asked.map(({ headers }) => headers.accept?.split(';')[1]);
    expect(accepted).toEqual(['as=PartialObjectMetadataList', 'as=PartialObjectMetadata']);
  });

  it('goes on from the last event or bookmark when the server ends the stream', async () => {
    const server = await serve(
      watched((_, response) => {
        const tell = beginWatch(response);
        tell('ADDED', anObject('a', '101'));
        tell('DELETED', anObject('a', '105'));
        tell('BOOKMARK', bookmark('140'));
        response.end();
      }),
    );
    const { heard } = reflect(server);
    await until(() => watches(server).length === 2);
    expect(heard).toEqual(['listed at 100', 'changed a@101', 'deleted a@105']);
    expect(watches(server)).toEqual(['100', '140']);
    expect(lists(server)).toBe(1);
  });

  it('understands events that are cut anywhere, also inside a character', async () => {
    const line = Buffer.from(`${JSON.stringify({ type: 'ADDED', object: anObject('a', '101', { spec: 'häßlich 🐤' }) })}\n`);
    const sent = Array.from(line, (_, index) => line.subarray(index, index + 1));
    const server = await serve(
      watched((_, response) => {
        beginWatch(response);
        const next = (): void => {
          const byte = sent.shift();
          if (byte !== undefined) response.write(byte, next);
        };
        next();
      }),
    );
    const objects: KubeObject[] = [];
    reflect(server, { sink: { ...aSink(), changed: (object) => void objects.push(object) } });
    await until(() => objects.length === 1);
    expect(objects[0]?.spec).toBe('häßlich 🐤');
  });

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
    const server = await serve(watched((_, response) => refuse(response, code, 'Passing')));
    reflect(server);
    await until(() => watches(server).length === 2);
    expect(watches(server)).toEqual(['100', '100']);
    expect(lists(server)).toBe(1);
  });

  it('tries again when the list fails for longer than a request is repeated', async () => {
    let refusals = 40;
    const server = await serve((asked, response) => {
      refusals -= 1;
      return refusals > 0 ? refuse(response, 500, 'InternalError') : watched()(asked, response);
    });
    const { heard, modes, log } = reflect(server);
    await until(() => heard.length === 1);
    expect(modes).toEqual(['watched']);
    expect(log.lines.filter((line) => line.startsWith('warn'))).toEqual(['warn watch is interrupted; it is tried again and again']);
  });

  it.each<readonly [string, Answering]>([
    ['HTTP 410', (_, response) => refuse(response, 410, 'Expired')],
    ['an event that says 410', (_, response) => beginWatch(response)('ERROR', { kind: 'Status', code: 410, reason: 'Expired', message: 'too old resource version' })],
  ])('lists anew after %s', async (_name, answer) => {
    const server = await serve(watched(answer));
    const { heard } = reflect(server);
    await until(() => watches(server).length === 2);
    expect(heard).toEqual(['listed at 100', 'listed at 100']);
  });

  it('goes on without a list after an event that says another error', async () => {
    const server = await serve(watched((_, response) => beginWatch(response)('ERROR', { kind: 'Status', code: 500, message: 'etcd is busy' })));
    reflect(server);
    await until(() => watches(server).length === 2);
    expect(lists(server)).toBe(1);
  });

  it('takes a stream on which nothing comes for dead', async () => {
    const server = await serve(watched((_, response) => beginWatch(response)('BOOKMARK', bookmark('120'))));
    reflect(server, { timings: { ...TIMINGS, silenceMs: 40 } });
    await until(() => watches(server).length >= 2);
    expect(watches(server).slice(0, 2)).toEqual(['100', '120']);
  });

  it('does not take a stream for dead while bookmarks come', async () => {
    let bookmarks = 0;
    const server = await serve(
      watched((_, response) => {
        const tell = beginWatch(response);
        const timer = setInterval(() => tell('BOOKMARK', bookmark(String(101 + (bookmarks += 1)))), 10);
        response.on('close', () => clearInterval(timer));
      }),
    );
    reflect(server, { timings: { ...TIMINGS, silenceMs: 2_000 } });
    await until(() => bookmarks === 5);
    expect(watches(server)).toEqual(['100']);
  });

  it('asks ever more rarely when streams end without news', async () => {
    const server = await serve((asked, response) => (isWatch(asked) ? void response.writeHead(200).end() : sendList(response, [])));
    reflect(server, { random: () => 0, timings: { ...TIMINGS, longestPauseMs: 60_000 } });
    await until(() => watches(server).length === 5);
    await settled();
    expect(watches(server).length).toBeLessThan(13);
  });

  it('comes back soon when each stream brought news before it ended', async () => {
    let version = 100;
    const server = await serve((asked, response) => {
      if (!isWatch(asked)) return sendList(response, []);
      beginWatch(response)('MODIFIED', anObject('a', String((version += 1))));
      return void response.end();
    });
    const { heard } = reflect(server, { timings: { ...TIMINGS, longestPauseMs: 60_000 } });
    await until(() => watches(server).length === 30);
    expect(heard.slice(0, 3)).toEqual(['listed at 100', 'changed a@101', 'changed a@102']);
  });

  it('becomes by-name where the watch is forbidden, says so once, and watches as soon as it may', async () => {
    let isAllowed = false;
    const server = await serve((asked, response) => (isAllowed ? watched()(asked, response) : refuse(response, 403, 'Forbidden')));
    const { modes, log } = reflect(server);
    await until(() => lists(server) === 3);
    expect(modes).toEqual(['by-name']);
    expect(log.lines).toEqual(['warn list and watch are not allowed: objects are read by name in each turn instead']);
    isAllowed = true;
    await until(() => modes.length === 2);
    expect(modes).toEqual(['by-name', 'watched']);
  });

  it('becomes absent where the kind is no longer served, and comes back with it', async () => {
    let isServed = true;
    const server: TestServer = await serve((asked, response) => (isServed ? watched()(asked, response) : refuse(response, 404, 'NotFound')));
    const { modes, heard } = reflect(server);
    await until(() => watches(server).length === 1);
    isServed = false;
    server.reset();
    await until(() => modes.at(-1) === 'absent');
    isServed = true;
    await until(() => modes.at(-1) === 'watched');
    expect(modes).toEqual(['watched', 'absent', 'watched']);
    expect(new Set(heard)).toEqual(new Set(['listed at 100', 'cleared']));
  });

  it('ends with its signal', async () => {
    const server = await serve(watched());
    reflect(server);
    await until(() => watches(server).length === 1);
    end.abort();
    server.reset();
    await settled();
    expect(server.asked).toHaveLength(2);
  });
});
