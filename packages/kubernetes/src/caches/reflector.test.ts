import { describe, expect, it } from '@jest/globals';
import type { KubeObject } from '@flagger/api';
import {
  anObject,
  beginWatch,
  bookmark,
  refuse,
  send,
  sendList,
  serve,
  settled,
  type TestServer,
  until,
} from '../../test/api-server.ts';
import { aSink, isWatch, lists, reflect, stop, watched, watches } from '../../test/reflected.ts';
import type { Sink } from './sink.ts';

describe('Reflector', () => {
  it('lists page by page, then watches from there on with bookmarks', async () => {
    const server = await serve((asked, response) => {
      if (isWatch(asked)) {
        return beginWatch(response)('MODIFIED', anObject('a', '102'));
      }
      if (asked.query.continue === undefined) {
        return send(response, { metadata: { resourceVersion: '100', continue: 'more' }, items: [anObject('a', '1')] });
      }
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
    const sink: Sink = {
      ...aSink(),
      listing: () => ({ add: (some) => void objects.push(...some), done: () => undefined }),
    };
    reflect(
      await serve((asked, response) =>
        isWatch(asked)
          ? void beginWatch(response)
          : sendList(response, [{ metadata: { name: 'a', resourceVersion: '1' } }]),
      ),
      { sink },
    );
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
    const line = Buffer.from(
      `${JSON.stringify({ type: 'ADDED', object: anObject('a', '101', { spec: 'häßlich 🐤' }) })}\n`,
    );
    const sent = Array.from(line, (_, index) => line.subarray(index, index + 1));
    const server = await serve(
      watched((_, response) => {
        beginWatch(response);
        const next = (): void => {
          const byte = sent.shift();
          if (byte !== undefined) {
            response.write(byte, next);
          }
        };
        next();
      }),
    );
    const objects: KubeObject[] = [];
    reflect(server, { sink: { ...aSink(), changed: (object) => void objects.push(object) } });
    await until(() => objects.length === 1);
    expect(objects[0]?.spec).toBe('häßlich 🐤');
  });

  it('becomes by-name where the watch is forbidden, says so once, and watches as soon as it may', async () => {
    let isAllowed = false;
    const server = await serve((asked, response) => (isAllowed ? watched()(asked, response) : refuse(response, 403)));
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
    const server: TestServer = await serve((asked, response) =>
      isServed ? watched()(asked, response) : refuse(response, 404),
    );
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
    stop();
    server.reset();
    await settled();
    expect(server.asked).toHaveLength(2);
  });
});
