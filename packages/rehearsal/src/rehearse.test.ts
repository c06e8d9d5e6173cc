import type { KubeObject } from '@flagger/api';
import { describe, expect, it } from '@jest/globals';
import { meshNames, rehearse, type Plan } from './index.ts';

const front = (apiVersion: string, kind: string): object => ({ apiVersion, kind, name: 'front' });
const INGRESS = front('networking.k8s.io/v1', 'Ingress');
const ROUTE = front('apisix.apache.org/v2', 'ApisixRoute');
const inTest = (name: string) => ({ name, namespace: 'test' });

const objects: readonly KubeObject[] = [
  {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: inTest('front'),
    spec: {
      rules: [
        {
          host: 'app.example.com',
          http: {
            paths: [{ path: '/', pathType: 'Prefix', backend: { service: { name: 'podinfo', port: { number: 80 } } } }],
          },
        },
      ],
    },
  },
  {
    apiVersion: 'apisix.apache.org/v2',
    kind: 'ApisixRoute',
    metadata: inTest('front'),
    spec: {
      http: [
        {
          name: 'rule',
          match: { hosts: ['app.example.com'], paths: ['/*'] },
          backends: [{ serviceName: 'podinfo', servicePort: 80 }],
        },
      ],
    },
  },
];

const BUILT_IN = [
  { name: 'request-success-rate', interval: '1m', thresholdRange: { min: 99 } },
  { name: 'request-duration', interval: '1m', thresholdRange: { max: 500 } },
];

/** A release through any mesh: what one does not need, it does not look at. */
function plan(provider: string, errors: number, metrics: readonly object[] = BUILT_IN): Plan {
  const load = { name: 'load', url: 'http://loadtester/', metadata: { cmd: 'hey http://podinfo-canary.test/' } };
  return {
    canary: {
      apiVersion: 'flagger.app/v1beta1',
      kind: 'Canary',
      metadata: inTest('podinfo'),
      spec: {
        provider,
        targetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'podinfo' },
        ...(provider.startsWith('apisix') ? { routeRef: ROUTE } : { ingressRef: INGRESS }),
        service: { port: 80, meshName: 'global', gatewayRefs: [{ name: 'public', namespace: 'edge' }] },
        analysis: { interval: '1m', threshold: 2, maxWeight: 40, stepWeight: 20, metrics, webhooks: [load] },
      },
    },
    objects,
    provider,
    seed: 1,
    traffic: { rate: 50, fresh: { errors, p99Ms: 100 }, former: { errors: 0, p99Ms: 100 }, from: 0, cohort: 0.1 },
    hooks: { opening: {}, failing: [] },
    values: {},
    longestMs: 3_600_000,
  };
}

describe('through each mesh, by its own queries', () => {
  it.each(meshNames().map((name) => [name]))('%s: a good revision is promoted, a bad one rolled back', async (name) => {
    const [good, bad] = [await rehearse(plan(name, 0)), await rehearse(plan(name, 0.3))];
    expect([good.verdict, good.because]).toEqual(['promoted', 'Promotion completed! Scaling down podinfo.test']);
    expect([bad.verdict, bad.because]).toEqual([
      'rolled-back',
      'Rolling back podinfo.test failed checks threshold reached 2',
    ]);
    // the share of failures is drawn around what was asked for
    expect(bad.timeline.findLast(({ what }) => what === 'check')?.says).toMatch(
      /^request-success-rate: [67]\d(\.\d+)?$/,
    );
  });
});

it('says which metric nobody counts', async () => {
  const mine = { name: 'mine', interval: '1m', query: 'sum(my_errors_total)', thresholdRange: { max: 1 } };
  const report = await rehearse(plan('istio', 0, [mine]));
  expect(report.verdict).toBe('rolled-back');
  expect(report.assumed).toContain('a query asks for my_errors_total, which nobody counts here: it finds no values');
});
