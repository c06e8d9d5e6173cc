import { describe, expect, it } from '@jest/globals';
import { NotInstalled, type Found, type MetricTemplate, type References } from '@flagger/api';
import nock from 'nock';
import { aCanary, asking, checksOf, withoutNetwork } from '../test/asking.ts';

withoutNetwork();

const OWN = 'http://own.example';
const template = (spec: Partial<MetricTemplate['spec']> = {}): Found<MetricTemplate> => ({
  ok: true,
  object: {
    apiVersion: 'flagger.app/v1beta1',
    kind: 'MetricTemplate',
    metadata: { name: 'ratio', namespace: 'other' },
    spec: {
      provider: { type: 'prometheus', address: OWN, headers: { 'X-Scope': ['7'] }, secretRef: { name: 'auth' } },
      query: 'ratio{ns="{{ namespace }}",of="{{ variables.of }}"}[{{ interval }}]',
      ...spec,
    },
  },
});
const metric = {
  name: 'ratio',
  interval: '30s',
  threshold: 5,
  templateRef: { name: 'ratio', namespace: 'other' },
  templateVariables: { of: 'errors' },
};

async function found(references: Partial<References>, change: object = {}) {
  const unused = () => Promise.reject(new Error('is not asked for'));
  const all = { metricTemplate: unused, alertProvider: unused, credentials: unused, ...references };
  const checks = checksOf({}, { references: all });
  const canary = aCanary({ metrics: [{ ...metric, ...change }] });
  return checks.find(asking('check'), canary, new AbortController().signal);
}
const credentials: References['credentials'] = async () => ({ ok: true, object: new Map([['token', 'hunter2']]) });
const wiring = (message: string) => [{ source: 'template', problem: { kind: 'wiring', message } }];

describe('the metric of a template', () => {
  it('is asked of its own server, with its headers, its credentials and the variables of the canary', async () => {
    nock(OWN, { reqheaders: { authorization: 'Bearer hunter2', 'x-scope': '7' } })
      .get('/api/v1/query')
      .query({ query: 'ratio{ns="test",of="errors"}[30s]' })
      .reply(200, { status: 'success', data: { resultType: 'vector', result: [{ metric: {}, value: [1, '4'] }] } });
    const asked: unknown[] = [];
    const references: Partial<References> = {
      metricTemplate: async (_, reference) => {
        asked.push(reference);
        return template();
      },
      credentials,
    };
    expect(await found(references)).toEqual([
      {
        kind: 'metric',
        name: 'ratio',
        index: 0,
        source: 'template',
        provider: 'istio',
        query: 'ratio{ns="test",of="errors"}[30s]',
        value: 4,
      },
    ]);
    expect(asked).toEqual([{ name: 'ratio', namespace: 'other' }]);
  });

  it('shows no credential that its query repeats', async () => {
    nock(OWN)
      .get('/api/v1/query')
      .query({ query: 'ratio{ns="test",of="hunter2"}[30s]' })
      .reply(200, { status: 'success', data: { resultType: 'vector', result: [{ metric: {}, value: [1, '4'] }] } });
    const references: Partial<References> = { metricTemplate: async () => template(), credentials };
    expect(await found(references, { templateVariables: { of: 'hunter2' } })).toMatchObject([
      { value: 4, query: 'ratio{ns="test",of="xxxxx"}[30s]' },
    ]);
  });

  it('has no value where there is no such template', async () => {
    const because = 'metrictemplate.flagger.app "ratio" not found';
    expect(await found({ metricTemplate: async () => ({ ok: false, because }) })).toMatchObject(
      wiring(`Metric template ratio.other error: ${because}`),
    );
  });

  it('has no value where its Secret is missing', async () => {
    const references: Partial<References> = {
      metricTemplate: async () => template(),
      credentials: async () => ({ ok: false, because: 'secrets "auth" not found' }),
    };
    expect(await found(references)).toMatchObject(
      wiring('Metric template ratio.other secret auth error: secrets "auth" not found'),
    );
  });

  it('has no value where its Secret lacks what the server needs, in the words of Flagger', async () => {
    const provider = { type: 'datadog', secretRef: { name: 'auth' } } as const;
    expect(await found({ metricTemplate: async () => template({ provider }), credentials })).toMatchObject(
      wiring(
        'Metric template ratio.other provider datadog error: datadog credentials does not contain datadog_api_key',
      ),
    );
  });

  it('is asked for without credentials where no Secret is named', async () => {
    nock(OWN, { badheaders: ['authorization'] })
      .get('/api/v1/query')
      .query(true)
      .reply(200, { status: 'success', data: { resultType: 'vector', result: [{ metric: {}, value: [1, '4'] }] } });
    const references: Partial<References> = {
      metricTemplate: async () => template({ provider: { type: 'prometheus', address: OWN } }),
      credentials: async () => ({ ok: true, object: new Map() }),
    };
    expect(await found(references)).toMatchObject([{ value: 4 }]);
  });

  it('has no value where its query cannot be made', async () => {
    const asked = found({ metricTemplate: async () => template(), credentials }, { templateVariables: {} });
    expect(await asked).toMatchObject(
      wiring(
        'Metric template ratio.other query render error: template excution failed: template: tmpl:1:34: executing "tmpl" at <variables>: map has no entry for key "of"',
      ),
    );
  });

  it('holds where the cluster has no templates at all, and says which kind is missing', async () => {
    const missing = 'MetricTemplate flagger.app/v1beta1 is not installed in this cluster';
    const metricTemplate = () => Promise.reject(new NotInstalled(missing));
    expect(await found({ metricTemplate })).toMatchObject([
      {
        source: 'template',
        problem: { kind: 'unreachable', message: `Metric template ratio.other error: ${missing}` },
      },
    ]);
  });

  it('is asked for again later where the cluster cannot say now', async () => {
    const metricTemplate = () => Promise.reject(new Error('the first list has not come yet'));
    await expect(found({ metricTemplate })).rejects.toThrow('the first list has not come yet');
  });
});
