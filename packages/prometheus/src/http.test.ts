import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { metricsApi } from './http.ts';
import { labelsOf } from './labels.ts';
import { MetricStore } from './store.ts';

const store = new MetricStore();
const NOW = 1_700_000_100_500;
for (const [name, x, value] of [
  ['a', '1', 1],
  ['a', '2', 1e21],
  ['b', '1', Infinity],
] as const) {
  for (const time of [NOW - 60_000, NOW]) {
    store.append(
      labelsOf([
        ['__name__', name],
        ['x', x],
      ]),
      time,
      value,
    );
  }
}

let server: Server;
let address = '';
beforeAll(async () => {
  server = createServer(metricsApi({ store, clock: { now: () => NOW, after: () => () => undefined } })).listen(
    0,
    '127.0.0.1',
  );
  await once(server, 'listening');
  const bound = server.address();
  address = `http://127.0.0.1:${typeof bound === 'object' ? (bound?.port ?? 0) : 0}`;
});
afterAll(() => {
  server.close();
  server.closeAllConnections();
});

async function get(path: string, init: RequestInit = {}): Promise<readonly [number, unknown]> {
  const response = await fetch(address + path, init);
  const text = await response.text();
  return [response.status, response.headers.get('content-type') === 'application/json' ? JSON.parse(text) : text];
}
const data = (value: unknown) => [200, { status: 'success', data: value }];
const error = (status: number, errorType: string, message: string) => [
  status,
  { status: 'error', errorType, error: message },
];
const q = encodeURIComponent;

describe('the API', () => {
  it('answers a query at present with a vector', async () => {
    expect(await get('/api/v1/query?query=a')).toEqual(
      data({
        resultType: 'vector',
        result: [
          { metric: { __name__: 'a', x: '1' }, value: [1700000100.5, '1'] },
          { metric: { __name__: 'a', x: '2' }, value: [1700000100.5, '1e+21'] },
        ],
      }),
    );
  });

  it.each([
    [
      'a scalar',
      `query=1e21&time=${NOW / 1000}`,
      { resultType: 'scalar', result: [1700000100.5, '1000000000000000000000'] },
    ],
    ['a string', 'query="x"&time=1.5', { resultType: 'string', result: [1.5, 'x'] }],
    [
      'the samples of a range',
      `query=${q('b[2m]')}`,
      {
        resultType: 'matrix',
        result: [
          {
            metric: { __name__: 'b', x: '1' },
            values: [
              [1700000040.5, '+Inf'],
              [1700000100.5, '+Inf'],
            ],
          },
        ],
      },
    ],
    ['nothing', 'query=missing', { resultType: 'vector', result: [] }],
    [
      'another time',
      'query=vector(time())&time=2023-11-14T22:13:20Z',
      { resultType: 'vector', result: [{ metric: {}, value: [1700000000, '1700000000'] }] },
    ],
  ])('answers with %s', async (_, parameters, expected) => {
    expect(await get(`/api/v1/query?${parameters}`)).toEqual(data(expected));
  });

  it('takes a form, which counts more than the address', async () => {
    expect(
      await get('/api/v1/query?query=vector(1)', {
        method: 'POST',
        body: new URLSearchParams({ query: 'vector(2)', time: '5' }),
      }),
    ).toEqual(data({ resultType: 'vector', result: [{ metric: {}, value: [5, '2'] }] }));
  });

  it('answers a range with the values at each step', async () => {
    expect(
      await get(`/api/v1/query_range?query=${q('a{x="1"} + 1')}&start=${NOW / 1000 - 90}&end=${NOW / 1000}&step=30s`),
    ).toEqual(
      data({
        resultType: 'matrix',
        result: [
          {
            metric: { x: '1' },
            values: [
              [1700000040.5, '2'],
              [1700000070.5, '2'],
              [1700000100.5, '2'],
            ],
          },
        ],
      }),
    );
  });

  it('tells series, labels and their values', async () => {
    expect(await get(`/api/v1/series?match[]=${q('{x="1"}')}&match[]=a`)).toEqual(
      data([
        { __name__: 'a', x: '1' },
        { __name__: 'b', x: '1' },
        { __name__: 'a', x: '2' },
      ]),
    );
    expect(await get('/api/v1/labels')).toEqual(data(['__name__', 'x']));
    expect(await get('/api/v1/label/x/values')).toEqual(data(['1', '2']));
    expect(await get('/api/v1/label/__name__/values?match[]=b')).toEqual(data(['b']));
    expect(await get('/api/v1/label/x/values?end=1600000000')).toEqual(data([]));
  });

  it('says what it is, and that it is well', async () => {
    expect(await get('/api/v1/status/buildinfo')).toMatchObject([
      200,
      { status: 'success', data: { version: '2.42.0' } },
    ]);
    expect(await get('/-/healthy')).toEqual([200, 'Prometheus Server is Healthy.\n']);
    expect(await get('/-/ready')).toEqual([200, 'Prometheus Server is Ready.\n']);
  });

  it.each([
    [
      `query?query=${q('a +')}`,
      400,
      'bad_data',
      'invalid parameter "query": 1:4: parse error: unexpected end of input',
    ],
    [
      'query?query=a&time=x',
      400,
      'bad_data',
      'invalid parameter "time": Invalid time value for \'time\': cannot parse "x" to a valid timestamp',
    ],
    [
      `query?query=${q('holt_winters(a[5m], 1, 1)')}`,
      422,
      'execution',
      '1:1: not supported: the function holt_winters',
    ],
    [`query?query=${q('a + on() a')}`, 422, 'execution', expect.stringMatching(/many-to-many matching not allowed/)],
    ['query_range?query=a', 400, 'bad_data', 'invalid parameter "start": cannot parse "" to a valid timestamp'],
    [
      'query_range?query=a&start=2&end=1&step=1',
      400,
      'bad_data',
      'invalid parameter "end": end timestamp must not be before start time',
    ],
    [
      'query_range?query=a&start=1&end=2&step=0',
      400,
      'bad_data',
      'invalid parameter "step": zero or negative query resolution step widths are not accepted. Try a positive integer',
    ],
    [
      'query_range?query=a&start=1&end=20000&step=1',
      400,
      'bad_data',
      'exceeded maximum resolution of 11,000 points per timeseries. Try decreasing the query resolution (?step=XX)',
    ],
    [
      `query_range?query=${q('a[5m]')}&start=1&end=2&step=1`,
      400,
      'bad_data',
      'invalid expression type "range vector" for range query, must be Scalar or instant Vector',
    ],
    ['series', 400, 'bad_data', 'no match[] parameter provided'],
    [
      `series?match[]=${q('{x=""}')}`,
      400,
      'bad_data',
      'invalid parameter "match[]": match[] must contain at least one non-empty matcher',
    ],
    ['label/a-b/values', 400, 'bad_data', 'invalid label name: "a-b"'],
  ] as const)('refuses %s', async (path, status, type, message) => {
    expect(await get(`/api/v1/${path}`)).toEqual(error(status, type, message as string));
  });

  it('has nothing else', async () => {
    expect(await get('/api/v1/rules')).toEqual([404, '404 page not found\n']);
    expect(await get('/api/v1/query?query=a', { method: 'PUT' })).toEqual([405, 'Method Not Allowed\n']);
  });
});
