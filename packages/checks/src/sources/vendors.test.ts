import { describe, expect, it } from '@jest/globals';
import nock from 'nock';
import { withoutNetwork } from '../../test/asking.ts';
import { NOW_MS } from '../../test/vendors.ts';
import { SOURCES } from './index.ts';
import type { Server } from './source.ts';

withoutNetwork();

const server = (
  address: string,
  credentials: Readonly<Record<string, string>> | undefined,
  change: Partial<Server> = {},
): Server => ({
  address,
  credentials: credentials && new Map(Object.entries(credentials)),
  clock: { now: () => NOW_MS, after: () => () => undefined },
  signal: new AbortController().signal,
  ...change,
});
const error = (message: unknown) => ({ problem: { kind: 'error', message } });

describe('influxdb', () => {
  const measured = async (csv: string) => {
    nock('http://influxdb.example').post('/api/v2/query').query(true).reply(200, csv);
    const asked = server('http://influxdb.example', { token: 'hunter2', org: 'garden' });
    return SOURCES.influxdb.measure({ text: 'q', interval: '1m' }, asked);
  };

  it('tells an error that comes as a table', async () => {
    expect(await measured('error,reference\r\nquery failed,897\r\n')).toEqual(error('error response: query failed'));
  });

  it.each([
    ['a Secret', undefined, { badheaders: ['authorization'] }],
    ['an organisation', { token: 'me:hunter2', org: '' }, { reqheaders: { authorization: 'Token me:hunter2' } }],
  ])('is asked without %s, as of version 1.8', async (_, credentials, headers) => {
    const csv = ',result,table,_value\r\n,,0,42.5\r\n';
    nock('http://influxdb.example', headers).post('/api/v2/query').query({ org: '' }).reply(200, csv);
    const asked = server('http://influxdb.example', credentials);
    expect(await SOURCES.influxdb.measure({ text: 'q', interval: '1m' }, asked)).toEqual({ value: 42.5 });
  });

  it('takes a column that is called error for none where there are values', async () => {
    expect(await measured(',result,table,error,_value\r\n,,0,timeout,42.5\r\n')).toEqual({ value: 42.5 });
  });

  it('has no value in a table of no records or of an empty one', async () => {
    const none = { problem: { kind: 'no-values', message: 'no values found' } };
    expect(await measured(',result,table,_value\r\n')).toEqual(none);
    expect(await measured(',result,table,_value\r\n,,0,\r\n')).toEqual(none);
  });

  it('takes no text for a value', async () => {
    expect(await measured(',result,table,_value\r\n,,0,ok\r\n')).toEqual(error("the first value is no number: 'ok'"));
  });
});

describe('a server that may ask for no credentials', () => {
  const address = 'http://metrics.example';
  const query = { text: 'target=up', interval: '1m' };
  const points = [{ target: 'up', datapoints: [[42.5, 1]] }];
  const vector = { status: 'success', data: { resultType: 'vector', result: [{ metric: {}, value: [1, '42.5'] }] } };

  it.each([
    ['graphite', '/render', points],
    ['prometheus', '/api/v1/query', vector],
  ] as const)('is asked without any where no Secret is named: %s', async (name, path, body) => {
    nock(address, { badheaders: ['authorization'] })
      .get(path)
      .query(true)
      .reply(200, body);
    expect(await SOURCES[name].measure(query, server(address, undefined))).toEqual({ value: 42.5 });
  });

  it.each([
    ['graphite', { Username: 'hunter', password: 'hunter2' }, 'username'],
    ['graphite', {}, 'username'],
    ['prometheus', { bearer: 'hunter2' }, 'username'],
    ['prometheus', { password: 'hunter2' }, 'username'],
    ['prometheus', { username: 'hunter2' }, 'password'],
    ['prometheus', {}, 'username'],
  ] as const)('is not asked where a Secret is named that has none: %s, %j', async (name, credentials, missing) => {
    const asked = server(address, credentials);
    const problem = { kind: 'wiring', message: `${name} credentials does not contain a ${missing}` };
    expect(await SOURCES[name].measure(query, asked)).toEqual({ problem });
    expect(await SOURCES[name].whyOffline(asked)).toEqual(problem);
  });

  it('is asked with a user and a password: prometheus', async () => {
    nock(address).get('/api/v1/query').basicAuth({ user: 'me', pass: 'hunter2' }).query(true).reply(200, vector);
    const asked = server(address, { username: 'me', password: 'hunter2' });
    expect(await SOURCES.prometheus.measure(query, asked)).toEqual({ value: 42.5 });
  });
});

describe('splunk', () => {
  const measured = async (events: string) => {
    nock('https://stream.us1.example').post('/v2/signalflow/execute').query(true).reply(200, events);
    const asked = server('https://api.us1.example', { sf_token_key: 'hunter2' });
    return SOURCES.splunk.measure({ text: 'q', interval: '1m' }, asked);
  };

  it('cannot choose between several series', async () => {
    const data = JSON.stringify({ data: [{ tsId: 'a', value: 1 }, { tsId: 'b', value: 2 }] }); // prettier-ignore
    expect(await measured(`event: data\ndata: ${data}\n\n`)).toEqual(error('query returned multiple values'));
  });

  const messages = (...points: readonly object[]): string =>
    points.map((point) => `event: data\ndata: ${JSON.stringify({ data: [point] })}\n\n`).join('');

  it('cannot choose between several series that come one after the other', async () => {
    const several = messages({ tsId: 'a', value: 1 }, { tsId: 'b', value: 2 });
    expect(await measured(several)).toEqual(error('query returned multiple values'));
  });

  it('takes the last value that is one', async () => {
    const last = messages({ tsId: 'a', value: 1 }, { tsId: 'a', value: 2 }, { tsId: 'a', value: null });
    expect(await measured(last)).toEqual({ value: 2 });
    expect(await measured(messages({ tsId: 'a', value: 1 }, { tsId: 'b', value: null }))).toEqual({ value: 1 });
  });

  it('is asked at the address of its websocket as well', async () => {
    nock('https://stream.us1.example')
      .post('/v2/signalflow/execute')
      .query(true)
      .reply(200, messages({ tsId: 'a', value: 1 }));
    const asked = server('wss://stream.us1.example', { sf_token_key: 'hunter2' });
    expect(await SOURCES.splunk.measure({ text: 'q', interval: '1m' }, asked)).toEqual({ value: 1 });
    nock('https://api.us1.example').get('/v2/metric').query({ limit: 1 }).reply(200, {});
    expect(await SOURCES.splunk.whyOffline(asked)).toBeUndefined();
  });

  it('tells why a computation failed', async () => {
    const told = error(expect.stringContaining('ANALYTICS_PROGRAM_NAME_ERROR'));
    expect(await measured('event: error\ndata: {"errors":[{"code":"ANALYTICS_PROGRAM_NAME_ERROR"}]}\n\n')).toEqual(
      told,
    );
  });
});

it('datadog tells an error that comes with 200', async () => {
  nock('https://api.datadoghq.com').get('/api/v1/query').query(true).reply(200, { status: 'error', error: 'no rule' });
  const keys = server('', { datadog_api_key: 'hunter2', datadog_application_key: 'hunter3' });
  expect(await SOURCES.datadog.measure({ text: 'q', interval: '1m' }, keys)).toEqual(error('error response: no rule'));
});

it('a secret that lies where an answer is cut shows in no part', async () => {
  const keys = server('', { datadog_api_key: 'hunter2hunter2', datadog_application_key: 'hunter3' });
  for (const status of [200, 400]) {
    nock('https://api.datadoghq.com')
      .get('/api/v1/query')
      .query(true)
      .reply(status, `${'x'.repeat(995)}hunter2hunter2`);
    const measured = await SOURCES.datadog.measure({ text: 'q', interval: '1m' }, keys);
    expect(JSON.stringify(measured)).not.toContain('hunt');
  }
});

it('a secret with a line end, which no header has, shows as little', async () => {
  const keys = server('', { datadog_api_key: ' hunter2hunter2\r\n', datadog_application_key: '\n' });
  nock('https://api.datadoghq.com').get('/api/v1/query').query(true).reply(403, 'no key hunter2hunter2 is known');
  expect(await SOURCES.datadog.measure({ text: 'q', interval: '1m' }, keys)).toEqual(
    error('error response: Status 403 Forbidden: no key xxxxx is known'),
  );
});

it.each([
  ['prometheus', '/api/v1/query'],
  ['graphite', '/render'],
] as const)('%s shows no user and password, also as a header has them', async (type, path) => {
  const login = Buffer.from('reader:hunter2').toString('base64');
  nock('http://metrics.example').get(path).query(true).reply(403, `got Basic ${login}`);
  const asked = server('http://metrics.example', { username: 'reader', password: 'hunter2' });
  const measured = await SOURCES[type].measure({ text: 'q', interval: '1m' }, asked);
  expect(measured).toEqual(error('error response: Status 403 Forbidden: got Basic xxxxx'));
});

it('cloudwatch is not asked without a region, at a host of somebody else, or for what is no list of queries', async () => {
  const regions = [undefined, '', 'evil.example/'].map((region) => server('', {}, { region }));
  for (const asked of regions) {
    expect(await SOURCES.cloudwatch.measure({ text: '[]', interval: '1m' }, asked)).toEqual({
      problem: { kind: 'wiring', message: 'region not specified, allowed is one such as us-east-1' },
    });
  }
  const told = error('error unmarshaling query: found no JSON list, allowed are metric data queries');
  expect(await SOURCES.cloudwatch.measure({ text: '{}', interval: '1m' }, server('', {}))).toEqual(told);
});

describe('stackdriver', () => {
  it('without a key asks with the token that the metadata server gives this machine, for whole numbers too', async () => {
    nock('http://metadata.google.internal', { reqheaders: { 'metadata-flavor': 'Google' }, badheaders: ['x-own'] })
      .get('/computeMetadata/v1/instance/service-accounts/default/token')
      .reply(200, { access_token: 'pass' });
    nock('https://monitoring.googleapis.com', { reqheaders: { authorization: 'Bearer pass' }, badheaders: ['x-own'] })
      .post('/v3/projects/garden/timeSeries:query')
      .reply(200, { timeSeriesData: [{ pointData: [{ values: [{ int64Value: '7' }] }] }] });
    const asked = server('', { project: 'garden' }, { headers: { 'X-Own': ['a'] } });
    expect(await SOURCES.stackdriver.measure({ text: 'q', interval: '1m' }, asked)).toEqual({ value: 7 });
  });

  it.each(['hunter1 in no JSON', '{"client_email":"a","private_key":"hunter2"}'])(
    'cannot be asked with %s',
    async (key) => {
      const asked = server('', { project: 'garden', serviceAccountKey: key });
      const message = 'stackdriver credentials: serviceAccountKey is no key of a service account in JSON';
      expect(await SOURCES.stackdriver.measure({ text: 'q', interval: '1m' }, asked)).toEqual({
        problem: { kind: 'wiring', message },
      });
    },
  );
});
