import { parseCanary, type Canary, type Finding, type MeshProvider, type Metric } from '@flagger/api';
import { createChecks } from '@flagger/checks';
import { MESHES } from '@flagger/meshes';
import { labelsOf, MetricStore, NAME, queried } from '@flagger/prometheus';
import { settled, VirtualClock } from '@flagger/testing';
import { describe, expect, it } from '@jest/globals';
import { families, type Family } from './series.ts';

type OnNoData = NonNullable<Metric['onNoData']>;

const SCRAPE_MS = 10_000;
const MERGE_MS = 100;
const silent = (): undefined => undefined;
const refused = (): never => {
  throw new Error('nothing is referred to');
};

function canaryWith(metric: Partial<Metric>): Canary {
  const parsed = parseCanary({
    apiVersion: 'flagger.app/v1beta1',
    kind: 'Canary',
    metadata: { name: 'podinfo', namespace: 'test', uid: 'u' },
    spec: {
      targetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'podinfo' },
      service: { port: 80 },
      analysis: { stepWeight: 10, metrics: [{ name: 'request-success-rate', ...metric }] },
    },
  });
  if (!parsed.ok) {
    throw new Error(JSON.stringify(parsed.problems));
  }
  return parsed.canary;
}

const judgedBy = (onNoData: OnNoData | undefined): Canary =>
  canaryWith({ thresholdRange: { min: 99 }, ...(onNoData && { onNoData }) });

const envoy = (labels: Family['labels']): Family => ({
  metric: 'envoy_cluster_upstream_rq',
  labels,
  outcome: { label: 'envoy_response_code', ok: '200', failed: '503' },
});

/** What nobody rehearses: Knative's ingress has a cluster for each revision, and Kuma's sidecars one of what they answer. */
const MORE = [
  envoy({ canary: { envoy_cluster_name: 'test/podinfo-2' }, primary: { envoy_cluster_name: 'test/podinfo-1' } }),
  envoy({
    canary: { service: 'podinfo-canary_test_svc_80', envoy_cluster_name: 'localhost_8080' },
    primary: { service: 'podinfo-primary_test_svc_80', envoy_cluster_name: 'localhost_8080' },
  }),
];

/** How the canary's requests end in one minute after the other; undefined: there are none. */
type Minutes = readonly ('ok' | 'failed' | undefined)[];

/** What a Prometheus knows of the canary after that: a series begins with the first request that ends so. */
function storeAfter(minutes: Minutes, canary: Canary, clock: VirtualClock): MetricStore {
  const store = new MetricStore();
  const counts = new Map<string, number>();
  const scrapes = minutes.flatMap((minute) => Array.from({ length: 6 }, () => minute));
  scrapes.forEach((end, scrape) => {
    counts.set(end ?? '', (counts.get(end ?? '') ?? 0) + 10);
    for (const outcome of ['ok', 'failed'] as const) {
      const all = minutes.includes(outcome) ? [...families(canary), ...MORE].flatMap(seriesOf(outcome)) : [];
      all.forEach((labels) => store.append(labels, clock.now() + (scrape + 1) * SCRAPE_MS, counts.get(outcome) ?? 0));
    }
  });
  return store;
}

const JOB = { job: 'proxies', instance: '1' };

const seriesOf =
  (end: 'ok' | 'failed') =>
  ({ metric, labels, outcome, unit }: Family) =>
    (unit === undefined ? [['']] : [['_bucket', '+Inf'], ['_count'], ['_sum']]).map(([suffix = '', le]) =>
      labelsOf([
        ...Object.entries({
          ...JOB,
          ...labels.canary,
          ...(outcome && { [outcome.label]: outcome[end] }),
          ...(le && { le }),
        }),
        [NAME, `${metric}${suffix}`],
      ]),
    );

/** Asks a Prometheus about canaries, with what it knows after some minutes. */
async function asking(mesh: MeshProvider, minutes: Minutes) {
  const clock = new VirtualClock();
  const store = storeAfter(minutes, canaryWith({}), clock);
  const methods: string[] = [];
  await clock.pass(minutes.length * 6 * SCRAPE_MS);
  const checks = createChecks({
    ...{ metricsServer: 'http://prometheus.example', mesh: () => mesh, decides: () => false, clock, mergeMs: MERGE_MS },
    references: { metricTemplate: refused, alertProvider: refused, credentials: refused },
    log: { debug: silent, info: silent, warn: silent, error: silent },
    wire: ({ url, method, body }) => {
      methods.push(method);
      const asked = method === 'POST' ? new URLSearchParams(body) : new URL(url).searchParams;
      const data = queried(asked, clock.now(), { store });
      return { status: 200, text: JSON.stringify({ status: 'success', data }) };
    },
  });
  const question = { id: 's.1', session: 's.0', what: 'check', phase: 'Progressing', checksum: '1' } as const;
  const routes = mesh.workloads && { route: 'podinfo-2', primaryRoute: 'podinfo-1' };
  const to = clock.now() / 1000;
  const ask = (who: Canary): Promise<readonly Finding[]> =>
    checks.find({ ...question, ...routes, window: { from: to - 50, to } }, who, new AbortController().signal);
  return { clock, methods, ask };
}

/** What is found of the canary then, asked alone and, in the same moment, among others. */
async function found(
  mesh: MeshProvider,
  onNoData: OnNoData | undefined,
  minutes: Minutes,
): Promise<readonly Finding[]> {
  const { clock, methods, ask } = await asking(mesh, minutes);
  const canary = judgedBy(onNoData);
  // the first is not kept waiting; the others become one query
  const answers = Promise.all([ask(canary), ask(canary), ask(judgedBy('fail')), ask(judgedBy('pass'))]);
  await settled();
  await clock.pass(MERGE_MS);
  const [alone, merged] = await answers;
  expect(merged).toEqual(alone);
  expect(methods.slice(0, 2)).toEqual(['GET', 'POST']);
  return alone;
}

/** One of each that ask something else. */
const DIFFERENT = [...new Map(MESHES.map((mesh) => [mesh.queries.successRate, mesh] as const)).values()].map(
  (mesh) => [mesh.names[0] ?? '', mesh] as const,
);
const NONE = [{ problem: { kind: 'no-values' } }];

describe.each(DIFFERENT)('the success rate by the queries of %s', (_, mesh) => {
  it('is 0 where all requests failed, for who says what no values mean', async () => {
    for (const onNoData of ['hold', 'pass'] as const) {
      expect(await found(mesh, onNoData, ['failed', 'failed'])).toMatchObject([{ value: 0 }]);
    }
  });

  it("has no value then for who does not say it, as Flagger's", async () => {
    expect(await found(mesh, undefined, ['failed', 'failed'])).toMatchObject(NONE);
    expect(await found(mesh, 'fail', ['failed', 'failed'])).toMatchObject(NONE);
  });

  it('has none for anybody where there were no requests, whatever became of those before', async () => {
    for (const onNoData of ['fail', 'hold', 'pass'] as const) {
      expect(await found(mesh, onNoData, [undefined, undefined])).toMatchObject(NONE);
      expect(await found(mesh, onNoData, ['failed', undefined, undefined])).toMatchObject(NONE);
      expect(await found(mesh, onNoData, ['ok', undefined, undefined])).toMatchObject(NONE);
    }
  });

  it('is the same for all where some succeeded, now or earlier', async () => {
    for (const onNoData of ['fail', 'hold', 'pass'] as const) {
      expect(await found(mesh, onNoData, ['ok', 'failed', 'ok'])).toMatchObject([{ value: 100 }]);
      expect(await found(mesh, onNoData, ['ok', 'failed', 'failed'])).toMatchObject([{ value: 0 }]);
    }
  });
});

describe('a comparison', () => {
  it.each(DIFFERENT.filter(([, { counters }]) => counters))('counts all that failed, by %s', async (_, mesh) => {
    const { ask, clock } = await asking(mesh, ['failed', 'failed']);
    const answer = ask(canaryWith({ compare: {} }));
    await clock.pass(2 * MERGE_MS);
    expect(await answer).toMatchObject([{ tables: [{ canary: { n: 50, x: 50 } }] }]);
  });
});
