import { describe, expect, it } from '@jest/globals';
import { definitions } from './crd/definitions.ts';
import { intervalMs, strategyOf, threshold } from './defaults.ts';
import { parseCanary } from './parse.ts';

const webhooks = [
  {
    name: 'load-test',
    url: 'http://flagger-loadtester.test/',
    timeout: '5s',
    metadata: { cmd: 'hey http://shop.test/' },
  },
];
const steps = { interval: '30s', threshold: 10, maxWeight: 50, stepWeight: 5, webhooks };

/** Canaries as they were written in 2019. */
const CANARIES: Readonly<Record<string, { readonly service: object; readonly canaryAnalysis: object }>> = {
  'with the metrics of Istio': {
    service: { port: 9898, gateways: ['public-gateway.istio-system.svc.cluster.local'], hosts: ['app.example.com'] },
    canaryAnalysis: {
      ...steps,
      metrics: [
        { name: 'istio_requests_total', threshold: 99, interval: '30s' },
        { name: 'istio_request_duration_seconds_bucket', threshold: 500, interval: '30s' },
      ],
    },
  },
  'with all that a service could say, and a query of its own': {
    service: {
      port: 9898,
      match: [{ uri: { prefix: '/' } }],
      rewrite: { uri: '/' },
      headers: { request: { add: { 'x-envoy-max-retries': '10' } } },
      corsPolicy: { allowOrigin: ['example.com'] },
    },
    canaryAnalysis: {
      ...steps,
      interval: '1m',
      metrics: [
        { name: 'istio_requests_total', threshold: 99, interval: '1m' },
        { name: 'kafka lag', threshold: 100, query: 'avg_over_time(kafka_consumergroup_lag[1m])' },
      ],
    },
  },
  'with the metrics of App Mesh': {
    service: { port: 9898, meshName: 'global', backends: ['backend.test'] },
    canaryAnalysis: { ...steps, metrics: [{ name: 'envoy_cluster_upstream_rq', threshold: 99, interval: '1m' }] },
  },
  'of an A/B test': {
    service: { port: 9898 },
    canaryAnalysis: {
      interval: '10s',
      threshold: 10,
      iterations: 12,
      match: [{ headers: { cookie: { regex: '^(.*?;)?(type=insider)(;.*)?$' } } }],
      metrics: [{ name: 'request-success-rate', threshold: 99, interval: '1m' }],
    },
  },
};

const whole = (name: string, parts: object) => ({
  apiVersion: 'flagger.app/v1alpha3',
  kind: 'Canary',
  metadata: { name, namespace: 'test', uid: 'u-1' },
  spec: {
    targetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'shop' },
    progressDeadlineSeconds: 60,
    autoscalerRef: { apiVersion: 'autoscaling/v2beta1', kind: 'HorizontalPodAutoscaler', name: 'shop' },
    ...parts,
  },
});

describe('a Canary of v1alpha3', () => {
  it.each(Object.entries(CANARIES))('%s works as it was written', (_, parts) => {
    const { problems, canary } = parseCanary(whole('shop', parts));
    expect(problems).toBeUndefined();
    const { metrics = [], ...rest } = canary?.spec.analysis ?? {};
    expect({ ...rest, metrics: expect.anything() }).toEqual({ ...parts.canaryAnalysis, metrics: expect.anything() });
    const names = ['request-success-rate', 'request-duration', 'kafka lag'];
    expect(metrics.filter(({ name }) => !names.includes(name))).toEqual([]);
  });

  it.each([
    ['no interval', { interval: undefined }, { intervalMs: 60_000, threshold: 10, strategy: 'canary' }],
    ['no threshold', { threshold: undefined }, { intervalMs: 30_000, threshold: 1, strategy: 'canary' }],
    ['iterations beside stepWeight', { iterations: 10 }, { intervalMs: 30_000, threshold: 10, strategy: 'blue-green' }],
  ])('with %s works: its analysis need say nothing, and iterations go before shares', (_, change, works) => {
    const canaryAnalysis = { ...steps, ...change };
    const { canary } = parseCanary(whole('shop', { service: { port: 80 }, canaryAnalysis }));
    const { analysis } = canary?.spec ?? { analysis: {} };
    expect({
      intervalMs: intervalMs(analysis),
      threshold: threshold(analysis),
      strategy: strategyOf({ analysis }),
    }).toEqual(works);
    const schema = definitions()[0]?.spec.versions[1]?.schema.openAPIV3Schema.properties;
    expect(schema).toMatchObject({ spec: { properties: { canaryAnalysis: { type: 'object' } } } });
    expect(schema).not.toHaveProperty('spec.properties.canaryAnalysis.oneOf');
  });

  it('is told of mistakes by the name of its own field', () => {
    const spec = { service: { port: 80 }, canaryAnalysis: { ...steps, stepWeight: 120 } };
    expect(parseCanary(whole('shop', spec)).problems?.map(({ field }) => field)).toEqual([
      'spec.canaryAnalysis.stepWeight',
    ]);
  });
});

describe('the versions of the CRDs', () => {
  const versions = definitions().map(({ metadata, spec }) => [
    metadata.name,
    ...spec.versions.map(({ name, served, storage, deprecated }) => [name, served, storage, deprecated === true]),
  ]);

  it('are those of Flagger, and the one of 2019, served with a warning', () => {
    expect(versions).toEqual([
      ['canaries.flagger.app', ['v1beta1', true, true, false], ['v1alpha3', true, false, true]],
      ['metrictemplates.flagger.app', ['v1beta1', true, true, false]],
      ['alertproviders.flagger.app', ['v1beta1', true, true, false]],
    ]);
  });

  it('have one schema, since with conversion None a write of one loses what it lacks', () => {
    for (const { spec } of definitions()) {
      expect(spec.conversion).toEqual({ strategy: 'None' });
      expect(new Set(spec.versions.map(({ schema }) => JSON.stringify(schema))).size).toBe(1);
    }
  });

  it('take the analysis by either name', () => {
    const schema = definitions()[0]?.spec.versions[0]?.schema.openAPIV3Schema.properties;
    expect(schema).toMatchObject({
      spec: { required: ['targetRef'], anyOf: [{ required: ['analysis'] }, { required: ['canaryAnalysis'] }] },
    });
  });
});
