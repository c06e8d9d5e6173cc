import { generateKeyPairSync } from 'node:crypto';
import nock from 'nock';
import { externalmetrics } from './external-metrics.ts';
import type { SOURCES } from '../src/sources/index.ts';

/** Every source that is asked over HTTP; Keptn is asked through the API server only. */
export type SourceName = Exclude<keyof typeof SOURCES, 'keptn'>;

/** What the contract must know of one kind of metrics server. */
export interface Row {
  /** Where it is asked, with a password in it where there may be one. */
  readonly address: string;
  /** True where it is always asked at the same place. */
  readonly isFixed?: true;
  /** What is in its Secret; every value holds the word hunter. */
  readonly credentials: Readonly<Record<string, string>>;
  /** Which of these it cannot do without. */
  readonly needs?: readonly string[];
  readonly query: string;
  /** Expects one query with these credentials; its answer is given by the test. */
  readonly asked: () => nock.Interceptor;
  /** A body with the value 42.5. */
  readonly value: object | string;
  readonly withoutValue: object | string;
  /** Expects one look whether it is there. */
  readonly looked: () => nock.Interceptor;
  /** The answer that says it is. */
  readonly online: readonly [status: number, body: object | string];
}

/** What the clock says in the contract. */
export const NOW_MS = 1_700_000_000_000;
const FROM = { s: 1_699_999_400, ms: 1_699_999_400_000 };

const prometheus = 'http://prometheus.example:9090';
const vector = (...values: readonly string[]): object => ({
  status: 'success',
  data: { resultType: 'vector', result: values.map((value) => ({ metric: {}, value: [1700000000, value] })) },
});
const own = { 'x-own': 'a, b' };

const datadog = { 'dd-api-key': 'hunter2-api', 'dd-application-key': 'hunter2-app' };
const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const serviceAccountKey = JSON.stringify({
  type: 'service_account',
  client_email: 'hunter@project.example',
  private_key_id: 'hunter4',
  private_key: privateKey.export({ type: 'pkcs8', format: 'pem' }),
});

/** A token is asked for first, and everything else with it. */
function google(body: object): nock.Interceptor {
  nock('https://oauth2.googleapis.com')
    .post('/token', ({ grant_type: type, assertion }: { readonly grant_type: string; readonly assertion: string }) => {
      const claims: unknown = JSON.parse(Buffer.from(assertion.split('.')[1] ?? '', 'base64url').toString());
      return type.endsWith(':jwt-bearer') && JSON.stringify(claims).includes('"iss":"hunter@project.example"');
    })
    .reply(200, { access_token: 'token-of-google', expires_in: 3599, token_type: 'Bearer' });
  return nock('https://monitoring.googleapis.com', { reqheaders: { authorization: 'Bearer token-of-google' } }).post(
    '/v3/projects/hunter-project/timeSeries:query',
    JSON.stringify(body),
  );
}

const cloudwatch = (body: object): nock.Interceptor =>
  nock('https://monitoring.eu-west-1.amazonaws.com', {
    reqheaders: {
      authorization:
        /^AWS4-HMAC-SHA256 Credential=AKIDhunter\/20231114\/eu-west-1\/monitoring\/aws4_request, SignedHeaders=content-type;host;x-amz-date;x-amz-target, Signature=[0-9a-f]{64}$/,
      'x-amz-target': 'GraniteServiceVersion20100801.GetMetricData',
      'content-type': 'application/x-amz-json-1.0',
    },
  }).post('/', JSON.stringify(body));
const measured = (values: readonly number[]): object => ({ MetricDataResults: [{ Id: 'e1', Values: values }] });

const event = (name: string, data: object): string =>
  `event: ${name}\n${JSON.stringify(data, undefined, 1)
    .split('\n')
    .map((line) => `data: ${line}`)
    .join('\n')}\n\n`;
const computed = (...values: readonly number[]): string =>
  [
    event('control-message', { event: 'STREAM_START' }),
    event('metadata', { tsId: 'AAAA', properties: {} }),
    ...values.map((value) => event('data', { data: [{ tsId: 'AAAA', value }], logicalTimestampMs: 1 })),
    event('data', { data: [], logicalTimestampMs: 2 }),
    event('control-message', { event: 'END_OF_CHANNEL' }),
  ].join('');

/** One row for each source of the table. */
export const ROWS: Readonly<Record<SourceName, Row>> = {
  prometheus: {
    address: 'http://me:hunter1@prometheus.example:9090',
    credentials: { token: 'hunter2' },
    query: 'up',
    asked: () =>
      nock(prometheus, { reqheaders: { authorization: 'Bearer hunter2', ...own } })
        .get('/api/v1/query')
        .query({ query: 'up' }),
    value: vector('42.5'),
    withoutValue: vector(),
    looked: () => nock(prometheus).get('/api/v1/query').query({ query: 'vector(1)' }),
    online: [200, vector('1')],
  },
  datadog: {
    address: '',
    credentials: { datadog_api_key: 'hunter2-api', datadog_application_key: 'hunter2-app' },
    needs: ['datadog_api_key', 'datadog_application_key'],
    query: 'avg:requests{env:a,b}',
    asked: () =>
      nock('https://api.datadoghq.com', { reqheaders: { ...datadog, ...own } })
        .get('/api/v1/query')
        .query({ query: 'avg:requests{env:a,b}', from: FROM.s, to: NOW_MS / 1000 }),
    value: {
      status: 'ok',
      series: [
        {
          pointlist: [
            [1577232000000, 42.5],
            [1577318400000, 7],
          ],
        },
      ],
    },
    withoutValue: { status: 'ok', series: [] },
    looked: () => nock('https://api.datadoghq.com', { reqheaders: datadog }).get('/api/v1/validate'),
    online: [200, { valid: true }],
  },
  newrelic: {
    address: 'https://insights.example',
    credentials: { newrelic_account_id: 'hunter17', newrelic_query_key: 'hunter2' },
    needs: ['newrelic_account_id', 'newrelic_query_key'],
    query: 'SELECT average(duration) FROM Transaction',
    asked: () =>
      nock('https://insights.example', { reqheaders: { 'x-query-key': 'hunter2', ...own } })
        .get('/v1/accounts/hunter17/query')
        .query({ nrql: 'SELECT average(duration) FROM Transaction SINCE 60 seconds ago' }),
    value: { results: [{ result: 42.5 }] },
    withoutValue: { results: [{}] },
    looked: () =>
      nock('https://insights.example', { reqheaders: { 'x-query-key': 'hunter2' } })
        .get('/v1/accounts/hunter17/query')
        .query({ nrql: 'SELECT * FROM Metric LIMIT 1' }),
    online: [200, { results: [{ events: [] }] }],
  },
  graphite: {
    address: 'http://me:hunter1@graphite.example',
    credentials: { username: 'hunter-user', password: 'hunter2' },
    needs: ['username', 'password'],
    query: 'target=sum(a.{b,c})\n  &from=-1min',
    asked: () =>
      nock('http://graphite.example', { reqheaders: own })
        .get('/render')
        .basicAuth({ user: 'hunter-user', pass: 'hunter2' })
        .query({ target: 'sum(a.{b,c}) ', from: '-1min', format: 'json' }),
    value: [{ target: 'a', datapoints: [[7, 1], [42.5, 2], [null, 3]] }], // prettier-ignore
    withoutValue: [{ target: 'a', datapoints: [[null, 1]] }],
    looked: () => nock('http://graphite.example').get('/render').query({ target: 'test', format: 'json' }),
    online: [200, []],
  },
  influxdb: {
    address: 'http://influxdb.example:8086',
    credentials: { token: 'hunter2', org: 'hunter-org' },
    needs: ['token', 'org'],
    query: 'from(bucket: "a") |> range(start: -1m)',
    asked: () =>
      nock('http://influxdb.example:8086', { reqheaders: { authorization: 'Token hunter2', ...own } })
        .post('/api/v2/query', ({ type, query }: { readonly type: string; readonly query: string }) => {
          return type === 'flux' && query === 'from(bucket: "a") |> range(start: -1m)';
        })
        .query({ org: 'hunter-org' }),
    value:
      '#datatype,string,long,string,double\r\n,result,table,path,_value\r\n,_result,0,"a, ""b""",42.5\r\n,_result,0,b,7\r\n\r\n',
    withoutValue: '\r\n',
    looked: () =>
      nock('http://influxdb.example:8086', { reqheaders: { authorization: 'Token hunter2' } })
        .get('/api/v2/buckets')
        .query({ org: 'hunter-org', limit: 1 }),
    online: [200, { buckets: [] }],
  },
  dynatrace: {
    address: 'https://dynatrace.example/e/1/',
    credentials: { dynatrace_token: 'hunter2' },
    needs: ['dynatrace_token'],
    query: 'builtin:service.response.time:avg',
    asked: () =>
      nock('https://dynatrace.example', { reqheaders: { authorization: 'Api-Token hunter2', ...own } })
        .get('/e/1/api/v2/metrics/query')
        .query({ metricSelector: 'builtin:service.response.time:avg', resolution: 'Inf', from: FROM.ms, to: NOW_MS }),
    value: { result: [{ data: [{ values: [7] }, { values: [42.5] }] }] },
    withoutValue: { result: [{ data: [] }] },
    looked: () =>
      nock('https://dynatrace.example', { reqheaders: { authorization: 'Api-Token hunter2' } })
        .get('/e/1/api/v2/metrics')
        .query({ pageSize: 1 }),
    online: [200, { metrics: [] }],
  },
  cloudwatch: {
    address: 'http://hunter.example',
    isFixed: true,
    credentials: {},
    query: '[{"id":"e1","metricStat":{"metric":{"metricName":"m"},"period":60,"stat":"Sum"}}]',
    asked: () =>
      cloudwatch({
        MetricDataQueries: [{ Id: 'e1', MetricStat: { Metric: { MetricName: 'm' }, Period: 60, Stat: 'Sum' } }],
        StartTime: FROM.s,
        EndTime: NOW_MS / 1000,
        MaxDatapoints: 20,
      }),
    value: measured([42.5, 7]),
    withoutValue: measured([]),
    looked: () =>
      cloudwatch({ MetricDataQueries: [], StartTime: NOW_MS / 1000 - 60, EndTime: NOW_MS / 1000, MaxDatapoints: 20 }),
    online: [400, { __type: 'com.amazon.coral.validate#ValidationException' }],
  },
  stackdriver: {
    address: 'http://hunter.example',
    isFixed: true,
    credentials: { project: 'hunter-project', serviceAccountKey },
    needs: ['project'],
    query: 'fetch k8s_container',
    asked: () => google({ query: 'fetch k8s_container' }),
    value: {
      timeSeriesData: [{ pointData: [{ values: [{ doubleValue: 42.5 }] }, { values: [{ int64Value: '7' }] }] }],
    },
    withoutValue: { timeSeriesDescriptor: {} },
    looked: () => google({ query: '' }),
    online: [400, { error: { code: 400, status: 'INVALID_ARGUMENT' } }],
  },
  splunk: {
    address: 'https://api.us1.example.com',
    credentials: { sf_token_key: 'hunter2' },
    needs: ['sf_token_key'],
    query: "data('requests').publish()",
    asked: () =>
      nock('https://stream.us1.example.com', { reqheaders: { 'x-sf-token': 'hunter2', ...own } })
        .post('/v2/signalflow/execute', "data('requests').publish()")
        .query({ start: FROM.ms, stop: NOW_MS, immediate: 'true' }),
    value: computed(7, 42.5),
    withoutValue: computed(),
    looked: () =>
      nock('https://api.us1.example.com', { reqheaders: { 'x-sf-token': 'hunter2' } })
        .get('/v2/metric')
        .query({ limit: 1 }),
    online: [200, { results: [] }],
  },
  externalmetrics,
};
