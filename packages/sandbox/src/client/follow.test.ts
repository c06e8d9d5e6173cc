import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Clock, KubeObject } from '@flagger/api';
import { keptLog } from '@flagger/testing';
import { type Client, createClient } from './client.ts';
import { follow } from './follow.ts';
import type { Resource } from './resource.ts';

const PODS: Resource = {
  apiVersion: 'v1',
  kind: 'Pod',
  plural: 'pods',
  accepts: (object): object is KubeObject => object.spec !== undefined,
};
const quickClock: Clock = {
  now: () => 0,
  after: (_, callback) => {
    const timer = setImmediate(callback);
    return () => clearImmediate(timer);
  },
};

const aPod = (name: string, resourceVersion: string, spec: unknown = {}): object => ({
  metadata: { name, namespace: 'test', uid: name, resourceVersion },
  spec,
});
const send = (response: ServerResponse, body: object, status = 200): void =>
  void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
const list =
  (items: readonly object[], metadata: object = { resourceVersion: '100' }): Answer =>
  (response) =>
    send(response, { metadata, items });
const watch =
  (...events: readonly (readonly [string, object])[]): Answer =>
  (response) => {
    response.writeHead(200);
    response.end(events.map(([type, object]) => `${JSON.stringify({ type, object })}\n`).join(''));
  };
/** Tells that the test is over, and leaves the stream open. */
const last =
  (done: () => void): Answer =>
  (response) => {
    response.writeHead(200).flushHeaders();
    done();
  };

type Answer = (response: ServerResponse) => void;

let server: Server;
let client: Client;
let end: AbortController;
let asked: { readonly path: string; readonly headers: IncomingMessage['headers'] }[];
let answers: Answer[];

beforeEach(async () => {
  asked = [];
  end = new AbortController();
  server = createServer((request, response) => {
    asked.push({ path: request.url ?? '', headers: request.headers });
    (
      answers.shift()
      ?? ((never: ServerResponse) => {
        never.writeHead(200).flushHeaders();
      })
    )(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  client = createClient({
    server: `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/base`,
    token: 's3cret',
  });
});
afterEach(async () => {
  end.abort();
  await client.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

/** Follows until all answers are used up; gives what was heard. */
async function heardFrom(...given: readonly Answer[]) {
  const heard: string[] = [];
  const log = keptLog();
  await new Promise<void>((resolve) => {
    answers = [...given, last(resolve)];
    follow({
      client,
      resource: PODS,
      clock: quickClock,
      log,
      signal: end.signal,
      changed: (before, after) =>
        void heard.push(
          after === undefined
            ? `-${before?.metadata.name}`
            : `${after.metadata.name}@${after.metadata.resourceVersion}`,
        ),
    });
  });
  return {
    heard,
    log,
    paths: asked.map(({ path }) => path.replace(/&timeoutSeconds=\d+|allowWatchBookmarks=true&/g, '')),
  };
}

describe('following a kind', () => {
  it('lists page by page with the token, then watches from there on', async () => {
    const { heard, paths } = await heardFrom(
      list([aPod('a', '1')], { resourceVersion: '90', continue: 'more' }),
      list([aPod('b', '2')]),
      watch(['MODIFIED', aPod('a', '101')]),
    );
    expect(heard).toEqual(['a@1', 'b@2', 'a@101']);
    expect(paths.slice(0, 3)).toEqual([
      '/base/api/v1/pods?limit=500',
      '/base/api/v1/pods?limit=500&continue=more',
      '/base/api/v1/pods?watch=true&resourceVersion=100',
    ]);
    expect(asked[0]?.headers.authorization).toBe('Bearer s3cret');
  });

  it('goes on where it was when the server ends the stream or breaks it in the middle of a line', async () => {
    const broken: Answer = (response) => {
      response.writeHead(200);
      response.write('{"type":"ADD');
      setImmediate(() => response.destroy());
    };
    const bookmark = watch(['ADDED', aPod('a', '101')], ['BOOKMARK', { metadata: { resourceVersion: '140' } }]);
    const { paths } = await heardFrom(list([]), bookmark, broken, watch(['DELETED', aPod('a', '150')]));
    expect(paths.filter((path) => path.includes('watch'))).toEqual(
      ['100', '140', '140', '150'].map((from) => `/base/api/v1/pods?watch=true&resourceVersion=${from}`),
    );
  });

  it.each([
    ['an event', watch(['ERROR', { kind: 'Status', code: 410, reason: 'Expired' }])],
    ['the answer', ((response) => send(response, { kind: 'Status', code: 410 }, 410)) satisfies Answer],
  ])('lists anew after a 410 in %s, and forgets what is no longer there', async (_, expired) => {
    const { heard } = await heardFrom(
      list([aPod('a', '1'), aPod('b', '2')]),
      expired,
      list([aPod('b', '160')], { resourceVersion: '170' }),
    );
    expect(heard).toEqual(['a@1', 'b@2', '-a', 'b@160']);
  });

  it('takes a kind that is not served for empty, and looks for it again', async () => {
    const absent: Answer = (response) => send(response, { kind: 'Status', code: 404 }, 404);
    const { heard } = await heardFrom(absent, list([aPod('a', '1')]), absent, list([]));
    expect(heard).toEqual(['a@1', '-a']);
  });

  it('leaves out what it cannot work with, tells it once, and takes it when it is mended', async () => {
    const { heard, log } = await heardFrom(
      list([{ ...aPod('a', '1'), spec: undefined }]),
      watch(['MODIFIED', { ...aPod('a', '101'), spec: undefined }], ['MODIFIED', aPod('a', '102')]),
    );
    expect(heard).toEqual(['a@102']);
    expect(log.lines.filter(({ level }) => level === 'warn').map(({ keys }) => keys)).toEqual([
      { kind: 'Pod', object: 'test/a' },
    ]);
  });
});

describe('the client', () => {
  const place = { namespace: 'test', name: 'a' };

  it('tells a refusal by its status and message', async () => {
    answers = [(response) => send(response, { kind: 'Status', code: 409, message: 'pods "a" already exists' }, 409)];
    await expect(client.create(PODS, { apiVersion: 'v1', kind: 'Pod', metadata: place })).rejects.toMatchObject({
      status: 409,
      message: 'pods "a" already exists',
    });
  });

  it('has nothing where there is no such object', async () => {
    answers = [(response) => send(response, {}, 404), (response) => send(response, {}, 404)];
    expect(await client.get(PODS, place)).toBeUndefined();
    expect(await client.remove(PODS, place)).toBeUndefined();
  });

  it('knows an object that is being deleted from one that is gone', async () => {
    const terminating = { metadata: { ...place, deletionTimestamp: '2026-01-01T00:00:00Z' }, spec: {} };
    answers = [
      (response) => send(response, terminating),
      (response) => send(response, { kind: 'Status', status: 'Success' }),
    ];
    expect(await client.remove(PODS, place)).toMatchObject(terminating);
    expect(await client.remove(PODS, place)).toBeUndefined();
  });
});
