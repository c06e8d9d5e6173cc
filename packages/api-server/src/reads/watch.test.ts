import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { VirtualClock } from '@flagger/testing';
import type { Stream } from '../conformance/requester.ts';
import { at, type Json, type JsonObject, listAt, stringAt } from '../json.ts';
import { aConfigMap, aDefinition, aWidget, CONFIG_MAPS, TABLE, trial, type Trial, WIDGETS } from '../trial/trial.ts';

const REMEMBERED = 20;

const clock = new VirtualClock(Date.now());
let cluster: Trial;
beforeAll(async () => {
  cluster = await trial({ clock, remembered: REMEMBERED, crds: [aDefinition({})] });
});
afterAll(() => cluster.close());

let streams: Stream[] = [];
afterEach(() => {
  for (const stream of streams) {
    stream.close();
  }
  streams = [];
});

/** Each test works on objects of its own. */
let label = '';
let test = 0;
beforeEach(() => {
  test += 1;
  label = `t${test}`;
});

async function watch(query = '', accept?: string): Promise<Stream> {
  const stream = await cluster.open(`${CONFIG_MAPS}?watch=true&labelSelector=test%3D${label}${query}`, accept);
  streams.push(stream);
  return stream;
}

const make = (name: string, data: JsonObject = {}): Promise<{ readonly body: Json }> =>
  cluster.post(CONFIG_MAPS, aConfigMap(`${label}-${name}`, { metadata: { labels: { test: label } }, data }));
const patch = (name: string, change: Json): Promise<{ readonly body: Json }> =>
  cluster.patch(`${CONFIG_MAPS}/${label}-${name}`, change);
const remove = (name: string): Promise<unknown> => cluster.remove(`${CONFIG_MAPS}/${label}-${name}`);
const versionOf = ({ body }: { readonly body: Json }): string => stringAt(body, 'metadata', 'resourceVersion') ?? '';

/** An event in a line, e.g. `ADDED a`. */
const told = (event: Json | undefined): string =>
  `${stringAt(event, 'type') ?? 'end'} ${(stringAt(event, 'object', 'metadata', 'name') ?? '').replace(`${label}-`, '')}`.trim();

async function next(stream: Stream, count: number): Promise<readonly string[]> {
  const lines: string[] = [];
  while (lines.length < count) {
    lines.push(told(await stream.next()));
  }
  return lines;
}

describe('a watch', () => {
  it('tells what happens, in its order', async () => {
    const stream = await watch();
    await make('a');
    await patch('a', { data: { k: 'v' } });
    await remove('a');
    expect(await next(stream, 3)).toEqual(['ADDED a', 'MODIFIED a', 'DELETED a']);
  });

  it('begins with what is there', async () => {
    await make('a');
    await make('b');
    expect(await next(await watch(), 2)).toEqual(['ADDED a', 'ADDED b']);
  });

  it('from a version on tells what happened since, and nothing twice', async () => {
    const made = await make('a');
    await patch('a', { data: { k: '1' } });
    await make('b');
    const stream = await watch(`&resourceVersion=${versionOf(made)}`);
    await patch('b', { data: { k: '2' } });
    expect(await next(stream, 3)).toEqual(['MODIFIED a', 'ADDED b', 'MODIFIED b']);
  });

  it('goes on where a list ended', async () => {
    await make('a');
    const list = await cluster.get(`${CONFIG_MAPS}?labelSelector=test%3D${label}`);
    await remove('a');
    expect(await next(await watch(`&resourceVersion=${versionOf(list)}`), 1)).toEqual(['DELETED a']);
  });

  it('tells an object as it was at that time', async () => {
    const stream = await watch();
    await make('a', { n: '1' });
    await patch('a', { data: { n: '2' } });
    expect([at(await stream.next(), 'object', 'data', 'n'), at(await stream.next(), 'object', 'data', 'n')]).toEqual([
      '1',
      '2',
    ]);
  });

  it('of a selector sees objects come and go as they begin and cease to fit', async () => {
    await make('a');
    const stream = await watch();
    await patch('a', { metadata: { labels: { test: 'other' } } });
    await patch('a', { metadata: { labels: { test: label } } });
    expect(await next(stream, 3)).toEqual(['ADDED a', 'DELETED a', 'ADDED a']);
  });

  it('of one object does not tell of others', async () => {
    const stream = await watch(`&fieldSelector=metadata.name%3D${label}-b`);
    await make('a');
    await make('b');
    expect(await next(stream, 1)).toEqual(['ADDED b']);
  });

  it('of a namespace does not tell of others', async () => {
    const stream = await watch();
    await cluster.post(
      '/api/v1/namespaces/default/configmaps',
      aConfigMap('elsewhere', { metadata: { labels: { test: label } } }),
    );
    await make('a');
    expect(await next(stream, 1)).toEqual(['ADDED a']);
  });

  it('of custom objects tells their last state with a version of its own when they go', async () => {
    const stream = await cluster.open(`${WIDGETS}?watch=true`);
    streams.push(stream);
    const made = await cluster.post(WIDGETS, aWidget('gone'));
    await cluster.remove(`${WIDGETS}/gone`);
    await stream.next();
    const last = await stream.next();
    expect(told(last)).toBe('DELETED gone');
    expect(Number(stringAt(last, 'object', 'metadata', 'resourceVersion'))).toBeGreaterThan(Number(versionOf(made)));
  });
});

describe('a version that is too old', () => {
  it('is told as 410 in the stream, so that the client lists anew', async () => {
    const made = await make('a');
    for (let n = 0; n < 3 * REMEMBERED; n += 1) {
      await patch('a', { data: { n: String(n) } });
    }
    const stream = await watch(`&resourceVersion=${versionOf(made)}`);
    expect(await stream.next()).toMatchObject({
      type: 'ERROR',
      object: { kind: 'Status', code: 410, reason: 'Expired' },
    });
  });

  it('is any from before the server was there', async () => {
    expect(await (await watch('&resourceVersion=1')).next()).toMatchObject({ type: 'ERROR', object: { code: 410 } });
  });
});

it('a version that is none is refused', async () => {
  expect((await cluster.get(`${CONFIG_MAPS}?watch=true&resourceVersion=new`)).status).toBe(500);
});

describe('bookmarks', () => {
  it('tell from time to time how far the watch has come, where the client wants them', async () => {
    const stream = await watch('&allowWatchBookmarks=true');
    const made = await cluster.post(CONFIG_MAPS, aConfigMap(`${label}-foreign`));
    await clock.pass(60_000);
    const bookmark = await stream.next();
    expect(bookmark).toMatchObject({ type: 'BOOKMARK', object: { kind: 'ConfigMap', apiVersion: 'v1' } });
    expect(Number(stringAt(bookmark, 'object', 'metadata', 'resourceVersion'))).toBeGreaterThanOrEqual(
      Number(versionOf(made)),
    );
    await cluster.post(CONFIG_MAPS, aConfigMap(`${label}-another`));
    await clock.pass(60_000);
    expect(Number(stringAt(await stream.next(), 'object', 'metadata', 'resourceVersion'))).toBeGreaterThan(
      Number(stringAt(bookmark, 'object', 'metadata', 'resourceVersion')),
    );
  });

  it('are not told to who does not want them', async () => {
    const stream = await watch();
    await clock.pass(60_000);
    await make('a');
    expect(await next(stream, 1)).toEqual(['ADDED a']);
  });

  it('end the list at the beginning of a watch that asks for one', async () => {
    await make('a');
    const stream = await watch('&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true');
    expect(told(await stream.next())).toBe('ADDED a');
    expect(await stream.next()).toMatchObject({
      type: 'BOOKMARK',
      object: { metadata: { annotations: { 'k8s.io/initial-events-end': 'true' } } },
    });
  });

  it('with a list are refused where the match is not said', async () => {
    expect((await cluster.get(`${CONFIG_MAPS}?watch=true&sendInitialEvents=true`)).status).toBe(422);
  });
});

it('a watch as a table says what its columns are once', async () => {
  const stream = await watch('', TABLE);
  await make('a');
  await patch('a', { data: { k: 'v' } });
  const [first, second] = [await stream.next(), await stream.next()];
  expect(listAt(first, 'object', 'columnDefinitions').map((column) => stringAt(column, 'name'))).toEqual([
    'Name',
    'Data',
    'Age',
  ]);
  expect([at(second, 'object', 'columnDefinitions'), at(second, 'object', 'rows', 0, 'cells', 1)]).toEqual([null, 1]);
});

it('a watch ends when its time is over', async () => {
  const stream = await watch('&timeoutSeconds=1');
  expect(await stream.next()).toBeUndefined();
});
