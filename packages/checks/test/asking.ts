import { afterAll, afterEach, beforeAll, expect } from '@jest/globals';
import { parseCanary, type Canary, type MetricTemplate, type Question, type References } from '@flagger/api';
import { decides } from '@flagger/engine';
import nock from 'nock';
import { createChecks, type ChecksOptions, type MeshQueries } from '../src/index.ts';

export const HOOKS = 'http://receiver.example';
export const PROMETHEUS = 'http://prometheus.example';

const silent = () => undefined;

/** A cluster with these templates, and one Secret that all of them may name. */
export const referencesOf = (
  templates: Readonly<Record<string, MetricTemplate['spec']>>,
  secret: Readonly<Record<string, string>> = {},
): References => ({
  metricTemplate: async ({ metadata }, { name, namespace = metadata.namespace }) => {
    const spec = templates[name];
    return spec
      ? {
          ok: true,
          object: { apiVersion: 'flagger.app/v1beta1', kind: 'MetricTemplate', metadata: { name, namespace }, spec },
        }
      : { ok: false, because: `metrictemplate.flagger.app "${name}" not found` };
  },
  alertProvider: () => Promise.reject(new Error('checks ask for no alert provider')),
  credentials: async () => ({ ok: true, object: new Map(Object.entries(secret)) }),
});

const mesh: MeshQueries = {
  names: ['istio', 'istio:old'],
  queries: {
    successRate: 'success{t="{{ target }}"}[{{ interval }}]',
    duration: 'duration{ns="{{ namespace }}"}[{{ interval }}]',
  },
  durationUnit: 'ms',
};
export const checksOf = (change: Partial<MeshQueries> = {}, options: Partial<ChecksOptions> = {}) =>
  createChecks({
    metricsServer: PROMETHEUS,
    mesh: () => ({ ...mesh, ...change }),
    decides,
    references: referencesOf({}),
    clock: { now: () => 0, after: () => silent },
    log: { debug: silent, info: silent, warn: silent, error: silent },
    ...options,
  });

export const aCanary = (analysis: object, spec: object = {}): Canary => {
  const parsed = parseCanary({
    apiVersion: 'flagger.app/v1beta1',
    kind: 'Canary',
    metadata: { name: 'loam', namespace: 'test', uid: 'u' },
    spec: {
      targetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'loam' },
      service: { port: 80 },
      analysis: { stepWeight: 5, ...analysis },
      ...spec,
    },
  });
  if (!parsed.ok) {
    throw new Error(JSON.stringify(parsed.problems));
  }
  return parsed.canary;
};
export const asking = (what: Question['what']): Question => ({
  id: 'step.7',
  session: 'step.0',
  what,
  phase: 'Progressing',
  checksum: '17',
});
export const find = (what: Question['what'], canary: Canary, change: Partial<MeshQueries> = {}) =>
  checksOf(change).find(asking(what), canary, new AbortController().signal);

export const hook = (name: string, type?: string, more: object = {}) => ({
  name,
  url: `${HOOKS}/${name}`,
  ...(type !== undefined && { type }),
  ...more,
});
export const replies = (name: string, status: number, body = '') => nock(HOOKS).post(`/${name}`).reply(status, body);
export const measures = (query: string, value: string) =>
  nock(PROMETHEUS)
    .get('/api/v1/query')
    .query({ query })
    .reply(200, {
      status: 'success',
      data: { resultType: 'vector', result: value === '' ? [] : [{ metric: {}, value: [1, value] }] },
    });

export const rate = { name: 'request-success-rate', thresholdRange: { min: 99 } };
export const duration = { name: 'request-duration', interval: '30s', thresholdRange: { max: 500 } };
export const RATE = 'success{t="loam"}[1m]';
export const DURATION = 'duration{ns="test"}[30s]';

/** Nothing leaves the process, and each test asks for exactly what it has set up. */
export function withoutNetwork(): void {
  beforeAll(() => {
    nock.disableNetConnect();
  });
  afterEach(() => {
    const pending = nock.pendingMocks();
    nock.cleanAll();
    expect(pending).toEqual([]);
  });
  // else the next file in this process finds the patched modules of Node
  afterAll(() => {
    nock.enableNetConnect();
    nock.restore();
  });
}
