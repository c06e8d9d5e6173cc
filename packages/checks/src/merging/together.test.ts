import { labelsOf, MetricStore, NAME, queried } from '@flagger/prometheus';
import { VirtualClock } from '@flagger/testing';
import { describe, expect, it } from '@jest/globals';
import type { WireReply } from '@flagger/http';
import type { Measured, Server } from '../sources/source.ts';
import { mergedPrometheus } from './merged-prometheus.ts';
import { Together } from './together.ts';

const ADDRESS = 'http://prometheus.example';
const WINDOW_MS = 100;

interface Asked {
  readonly method: string;
  readonly query: string;
  readonly time: string | null;
}

interface Play {
  /** In the place of what Prometheus answers; undefined: as it does. */
  readonly instead?: (asked: Asked) => WireReply | undefined;
}

/** A Prometheus that knows `requests` of some services, and an operator that asks it. */
function played({ instead }: Play = {}) {
  const clock = new VirtualClock();
  const store = new MetricStore();
  ['a', 'b', 'c', 'a.c', ...Array.from({ length: 60 }, (_, index) => `app-${index}`)].forEach((service, index) => {
    store.append(labelsOf(Object.entries({ [NAME]: 'requests', service })), clock.now(), index + 0.1);
  });
  const asked: Asked[] = [];
  const urls: string[] = [];
  const wire: Server['wire'] = ({ url, method, body }) => {
    const given = method === 'POST' ? new URLSearchParams(body) : new URL(url).searchParams;
    urls.push(`${method} ${url.replace(/query=[^&]*&/, '')}`);
    const one = { method, query: given.get('query') ?? '', time: given.get('time') };
    asked.push(one);
    return instead?.(one) ?? answered(() => queried(given, clock.now(), { store }));
  };
  const { source, rows } = mergedPrometheus(new Together({ windowMs: WINDOW_MS, clock }));
  const server = (change: Partial<Server> = {}): Server => ({
    ...{ address: ADDRESS, clock, wire, signal: new AbortController().signal },
    ...change,
  });
  const measure = (text: string, change: Partial<Server> = {}): Promise<Measured> =>
    source.measure({ text, interval: '1m' }, server(change));
  return { clock, asked, urls, server, measure, rows };
}

function answered(data: () => unknown): WireReply {
  try {
    return { status: 200, text: JSON.stringify({ status: 'success', data: data() }) };
  } catch (error) {
    return { status: 400, text: error instanceof Error ? error.message : '' };
  }
}

const NO_VALUES = { problem: { kind: 'no-values', message: 'no values found' } };
const of = (service: string): string => `sum(requests{service=~"${service}"})`;

describe('what is asked of a Prometheus within a short time', () => {
  it('is asked under the path of its address, and with the parameters of that', async () => {
    const { clock, urls, measure } = played();
    const address = `${ADDRESS}/select/0/?extra_label=env%3Dprod#top`;
    const answers = Promise.all(['a', 'b', 'c'].map((service) => measure(of(service), { address })));
    await clock.pass(WINDOW_MS);
    expect(await answers).toEqual([{ value: 0.1 }, { value: 1.1 }, { value: 2.1 }]);
    expect(urls).toEqual([
      `GET ${ADDRESS}/select/0/api/v1/query?extra_label=env%3Dprod`,
      `POST ${ADDRESS}/select/0/api/v1/query?extra_label=env%3Dprod`,
    ]);
  });

  it('is asked once for many, and each gets its own answer; the first is not kept waiting', async () => {
    const { clock, asked, measure } = played();
    const first = await measure(of('a'));
    expect([first, asked.length]).toEqual([{ value: 0.1 }, 1]);
    const texts = Array.from({ length: 30 }, (_, index) => of(`app-${index}`));
    const answers = Promise.all(
      [...texts, of('nobody'), `${of('a')} * NaN`, 'requests', of('a')].map((text) => measure(text)),
    );
    await clock.pass(WINDOW_MS);
    expect(await answers).toEqual([
      ...texts.map((_, index) => ({ value: index + 4.1 })),
      ...[NO_VALUES, NO_VALUES],
      { value: 2.1 },
      { value: 0.1 },
    ]);
    // at most twenty in one
    expect(asked.slice(1).map(({ method }) => method)).toEqual(['POST', 'POST']);
  });

  it('is asked as ever where nobody else asks, and for the present as its own clock has it', async () => {
    const { clock, asked, measure } = played();
    for (const service of ['a', 'b', 'c']) {
      const answer = measure(of(service));
      await clock.pass(WINDOW_MS);
      await answer;
    }
    expect(asked).toEqual(['a', 'b', 'c'].map((service) => ({ method: 'GET', query: of(service), time: null })));
  });

  it('is asked once where it is the same', async () => {
    const { clock, asked, measure } = played();
    const answers = Promise.all(Array.from({ length: 40 }, () => measure('vector(1)')));
    await clock.pass(WINDOW_MS);
    expect(new Set((await answers).map((answer) => JSON.stringify(answer)))).toEqual(new Set(['{"value":1}']));
    expect(asked).toHaveLength(2);
  });

  it('is not mixed with what is asked for another second, or of another server', async () => {
    const { clock, asked, measure, rows, server } = played();
    const now = clock.now() / 1000;
    const answers = Promise.all([
      ...['a', 'b', 'c'].map((service) => rows(of(service), now, server())),
      ...['a', 'b', 'c'].map((service) => rows(of(service), now - 1, server())),
      ...['a', 'b'].map((service) => measure(of(service), { address: 'http://reader:hunter2@prometheus.example' })),
    ]);
    await clock.pass(WINDOW_MS);
    const none = { rows: [] };
    const one = (value: number) => ({ rows: [{ labels: {}, value }] });
    expect(await answers).toEqual([
      ...[one(0.1), one(1.1), one(2.1)],
      ...[none, none, none],
      ...[{ value: 0.1 }, { value: 1.1 }],
    ]);
    expect(asked.map(({ method, time }) => `${method} ${time === null ? 'now' : Number(time) - now}`)).toEqual([
      ...['GET 0', 'GET -1', 'GET now', 'POST 0', 'POST -1', 'GET -1', 'GET -1', 'GET now'],
    ]);
  });

  it('is asked alone after all of what knows only the queries that it was told of', async () => {
    const empty = { status: 200, text: '{"status":"success","data":{"resultType":"vector","result":[]}}' };
    const { clock, asked, measure } = played({ instead: ({ method }) => (method === 'POST' ? empty : undefined) });
    const answers = Promise.all(['a', 'b', 'c'].map((service) => measure(of(service))));
    await clock.pass(WINDOW_MS);
    expect(await answers).toEqual([{ value: 0.1 }, { value: 1.1 }, { value: 2.1 }]);
    expect(asked.map(({ method }) => method)).toEqual(['GET', 'POST', 'GET', 'GET']);
  });

  it.each([
    ['credentials', { credentials: new Map([['token', 'hunter2hunter2']]) }],
    ['headers', { headers: { 'x-scope-orgid': ['one'] } }],
    ['no look at certificates', { insecureSkipVerify: true }],
  ])('is asked alone with %s', async (_, change) => {
    const { clock, asked, measure } = played();
    const answers = Promise.all(['a', 'b', 'c'].map((service) => measure(of(service), change)));
    await clock.pass(0);
    expect(await answers).toEqual([{ value: 0.1 }, { value: 1.1 }, { value: 2.1 }]);
    expect(asked.map(({ method }) => method)).toEqual(['GET', 'GET', 'GET']);
  });

  it('fails nobody else where one query is wrong, and that one is asked alone from then on', async () => {
    const { clock, asked, measure } = played();
    const ask = async () => {
      asked.length = 0;
      const answers = Promise.all(
        [of('a'), of('b'), 'sum(requests{service=~"("})', of('c')].map((text) => measure(text)),
      );
      await clock.pass(WINDOW_MS);
      return answers;
    };
    const expected = [
      { value: 0.1 },
      { value: 1.1 },
      { problem: { kind: 'error', message: expect.stringContaining('400 Bad Request') } },
      { value: 2.1 },
    ];
    expect(await ask()).toEqual(expected);
    expect(asked.map(({ method }) => method)).toEqual(['GET', 'POST', 'GET', 'GET', 'GET']);
    await clock.pass(10 * WINDOW_MS);
    expect(await ask()).toEqual(expected);
    expect(asked.map(({ method }) => method)).toEqual(['GET', 'GET', 'POST']);
  });

  it.each<[string, WireReply]>([
    ['refuses', { status: 405, text: 'no' }],
    ['answers with something else', { status: 200, text: '<html>' }],
    [
      'loses the labels',
      {
        status: 200,
        text: '{"status":"success","data":{"resultType":"vector","result":[{"metric":{},"value":[1,"7"]}]}}',
      },
    ],
  ])('is asked alone for a minute where the server %s what is merged', async (_, reply) => {
    const { clock, asked, measure } = played({ instead: ({ method }) => (method === 'POST' ? reply : undefined) });
    const ask = async () => {
      asked.length = 0;
      const answers = Promise.all(['a', 'b', 'c'].map((service) => measure(of(service))));
      await clock.pass(WINDOW_MS);
      expect(await answers).toEqual([{ value: 0.1 }, { value: 1.1 }, { value: 2.1 }]);
      return asked.map(({ method }) => method).join(' ');
    };
    expect(await ask()).toBe('GET POST GET GET');
    expect(await ask()).toBe('GET GET GET');
    await clock.pass(61_000);
    expect(await ask()).toBe('GET POST GET GET');
  });

  it('is unreachable for each where the server is, and merged again as soon as it answers', async () => {
    let isAway = true;
    const { clock, asked, measure } = played({ instead: () => (isAway ? { status: 503, text: '' } : undefined) });
    const ask = async () => {
      asked.length = 0;
      const answers = Promise.all(['a', 'b', 'c'].map((service) => measure(of(service))));
      await clock.pass(WINDOW_MS);
      return answers;
    };
    expect(await ask()).toEqual(
      Array(3).fill({ problem: { kind: 'unreachable', message: expect.stringContaining('503') } }),
    );
    isAway = false;
    await clock.pass(WINDOW_MS);
    expect(await ask()).toEqual([{ value: 0.1 }, { value: 1.1 }, { value: 2.1 }]);
    expect(asked.map(({ method }) => method)).toEqual(['GET', 'POST']);
  });

  it('is answered to the others where one no longer waits', async () => {
    const { clock, asked, measure } = played();
    const controller = new AbortController();
    const answers = Promise.all([measure(of('a')), measure(of('b')), measure(of('c'))]);
    const left = measure(of('app-1'), { signal: controller.signal });
    controller.abort(new Error('withdrawn'));
    await expect(left).rejects.toThrow('withdrawn');
    await clock.pass(WINDOW_MS);
    expect(await answers).toEqual([{ value: 0.1 }, { value: 1.1 }, { value: 2.1 }]);
    expect(asked.at(-1)?.query).not.toContain('app-1');
  });
});
