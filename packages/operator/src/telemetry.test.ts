import { describe, expect, it } from '@jest/globals';
import type { Canary, CanaryStatus, MetricFinding } from '@flagger/api';
import { textOf } from '../test/page-text.ts';
import { telemetry } from './telemetry.ts';
import { VERSION } from './version.ts';

interface Given {
  readonly name?: string;
  readonly target?: string;
  readonly namespace?: string;
  readonly spec?: Partial<Canary['spec']>;
  readonly status?: CanaryStatus;
}

function aCanary({
  name = 'shop',
  target = 'podinfo',
  namespace = 'test',
  spec = {},
  status = { phase: 'Initialized' },
}: Given = {}): Canary {
  return {
    apiVersion: 'flagger.app/v1beta1',
    kind: 'Canary',
    metadata: { name, namespace, uid: `uid-${name}` },
    spec: {
      targetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: target },
      service: { port: 80 },
      analysis: { interval: '1m', threshold: 2, stepWeight: 10 },
      ...spec,
    },
    status,
  };
}

const aFinding = (changes: Partial<MetricFinding> = {}): MetricFinding => ({
  kind: 'metric',
  name: 'request-success-rate',
  source: 'success-rate',
  provider: 'istio',
  value: 99.5,
  ...changes,
});

function aTelemetry() {
  const { listener, onRequest, page } = telemetry('istio', true);
  const series = async (part: string) =>
    (await textOf(page.pieces()))
      .split('\n')
      .filter((line) => !line.startsWith('#') && line.includes(part))
      .sort();
  return { listener, onRequest, page, series };
}

describe('the metrics of canaries', () => {
  it('have no histogram of turns unless it is wanted', async () => {
    const { listener, page } = telemetry('istio');
    listener.turn?.(aCanary(), 0.2);
    expect(await textOf(page.pieces())).toContain('flagger_canary_status{name="podinfo"');
    expect(await textOf(page.pieces())).not.toContain('flagger_canary_duration_seconds');
  });

  it('carry the names and labels of Flagger', async () => {
    const { listener, series } = aTelemetry();
    const canary = aCanary({ status: { phase: 'Progressing', canaryWeight: 30 } });
    listener.turn?.(canary, 0.2);
    listener.finding?.(canary, aFinding());
    expect(await series('flagger_info')).toEqual([`flagger_info{version="${VERSION}",mesh_provider="istio"} 1`]);
    expect(await series('flagger_canary_total')).toEqual(['flagger_canary_total{namespace="test"} 1']);
    expect(await series('flagger_canary_status')).toEqual(['flagger_canary_status{name="podinfo",namespace="test"} 0']);
    expect(await series('flagger_canary_weight')).toEqual([
      'flagger_canary_weight{workload="podinfo",namespace="test"} 30',
      'flagger_canary_weight{workload="podinfo-primary",namespace="test"} 70',
    ]);
    expect(await series('flagger_canary_metric_analysis')).toEqual([
      'flagger_canary_metric_analysis{name="podinfo",namespace="test",metric="request-success-rate"} 99.5',
    ]);
    expect(await series('flagger_canary_duration_seconds_sum')).toEqual([
      'flagger_canary_duration_seconds_sum{name="podinfo",namespace="test"} 0.2',
    ]);
    expect(await series('flagger_canary_duration_seconds_bucket{le="0.25"')).toEqual([
      'flagger_canary_duration_seconds_bucket{le="0.25",name="podinfo",namespace="test"} 1',
    ]);
  });

  it('tell the weight that the mesh has, where the status has none to tell: blue/green and A/B', async () => {
    const { listener, series } = aTelemetry();
    const canary = aCanary({ status: { phase: 'Progressing', canaryWeight: 0, iterations: 6 } });
    listener.routes?.(canary, { primary: 0, canary: 100, mirrored: false });
    listener.turn?.(canary, 0.2);
    expect(await series('flagger_canary_weight')).toEqual([
      'flagger_canary_weight{workload="podinfo",namespace="test"} 100',
      'flagger_canary_weight{workload="podinfo-primary",namespace="test"} 0',
    ]);
  });

  it.each([
    ['Progressing', 0],
    ['Failed', 2],
    ['Succeeded', 1],
    ['Promoting', 1],
    ['Waiting', 1],
    ['', 1],
  ] as const)('say of phase "%s": %d', async (phase, value) => {
    const { listener, series } = aTelemetry();
    listener.turn?.(aCanary({ status: { phase } }), 0);
    expect(await series('flagger_canary_status')).toEqual([
      `flagger_canary_status{name="podinfo",namespace="test"} ${value}`,
    ]);
  });

  it.each([
    [{}, 'canary', 'completed'],
    [{ analysis: { interval: '1m', threshold: 1, iterations: 3 } }, 'blue-green', 'completed'],
    [
      {
        analysis: {
          interval: '1m',
          threshold: 1,
          iterations: 3,
          match: [{ headers: { cookie: { exact: 'insider' } } }],
        },
      },
      'ab-testing',
      'completed',
    ],
    [{ skipAnalysis: true }, 'canary', 'skipped'],
  ] as const)('count a promotion of %j as %s, %s', async (spec, strategy, analysis) => {
    const { listener, series } = aTelemetry();
    const canary = aCanary({ spec, status: { phase: 'Succeeded' } });
    listener.status?.(canary, { phase: 'Finalising' });
    listener.status?.(canary, { phase: 'Succeeded' });
    expect(await series('flagger_canary_successes_total')).toEqual([
      `flagger_canary_successes_total{name="podinfo",namespace="test",deployment_strategy="${strategy}",analysis_status="${analysis}"} 1`,
    ]);
    expect(await series('flagger_canary_failures_total')).toEqual([]);
  });

  it('count outcomes from 0 on as a run begins, so that the first one is an increase', async () => {
    const { listener, series } = aTelemetry();
    listener.status?.(aCanary({ status: { phase: 'Progressing' } }), { phase: 'Initialized' });
    const labels = 'name="podinfo",namespace="test",deployment_strategy="canary",analysis_status="completed"';
    for (const name of ['flagger_canary_successes_total', 'flagger_canary_failures_total']) {
      expect(await series(name)).toEqual([`${name}{${labels}} 0`]);
    }
  });

  it('count a failed run', async () => {
    const { listener, series } = aTelemetry();
    listener.status?.(aCanary({ status: { phase: 'Failed' } }), { phase: 'Progressing' });
    expect(await series('flagger_canary_failures_total')).toEqual([
      'flagger_canary_failures_total{name="podinfo",namespace="test",deployment_strategy="canary",analysis_status="completed"} 1',
    ]);
  });

  it.each([
    ['a target that was set back in a run', 'Progressing', 'Succeeded'],
    ['a target that was set back while its promotion waited', 'WaitingPromotion', 'Succeeded'],
    ['a target that was set back while it waited', 'Waiting', 'Succeeded'],
    ['a release that waited and was not begun', 'Waiting', 'Failed'],
  ] as const)('count %s as no outcome', async (_, before, phase) => {
    const { listener, series } = aTelemetry();
    listener.status?.(aCanary({ status: { phase } }), { phase: before });
    expect(await series('flagger_canary_successes_total')).toEqual([]);
    expect(await series('flagger_canary_failures_total')).toEqual([]);
  });

  it('give the built-in duration in seconds, and keep the last value where there is none', async () => {
    const { listener, series } = aTelemetry();
    listener.finding?.(aCanary(), aFinding({ name: 'request-duration', source: 'duration', value: 515 }));
    listener.finding?.(aCanary(), {
      kind: 'metric',
      name: 'request-duration',
      source: 'duration',
      provider: 'istio',
      problem: { kind: 'no-values', message: 'no values found' },
    });
    expect(await series('metric_analysis')).toEqual([
      'flagger_canary_metric_analysis{name="podinfo",namespace="test",metric="request-duration"} 0.515',
    ]);
  });

  it('go when their canary goes, and leave those of others', async () => {
    const { listener, series } = aTelemetry();
    for (const name of ['one', 'two']) {
      const canary = aCanary({ name, target: name, status: { phase: 'Succeeded' } });
      listener.turn?.(canary, 1);
      listener.finding?.(canary, aFinding());
      listener.status?.(canary, { phase: 'Finalising' });
    }
    listener.gone?.('test/one');
    expect(await series('"one')).toEqual([]);
    expect(await series('flagger_canary_total')).toEqual(['flagger_canary_total{namespace="test"} 1']);
    expect((await series('"two')).length).toBeGreaterThan(5);
    listener.gone?.('test/two');
    expect(await series('flagger_canary_')).toEqual([]);
  });

  it('stay while another canary has the same target', async () => {
    const { listener, series } = aTelemetry();
    listener.turn?.(aCanary({ name: 'one' }), 1);
    listener.turn?.(aCanary({ name: 'two' }), 1);
    listener.finding?.(aCanary({ name: 'one' }), aFinding());
    listener.gone?.('test/one');
    expect(await series('flagger_canary_status')).toHaveLength(1);
    listener.gone?.('test/two');
    expect(await series('flagger_canary_')).toEqual([]);
  });

  it('move when the canary gets another target', async () => {
    const { listener, series } = aTelemetry();
    listener.turn?.(aCanary({ target: 'old' }), 1);
    listener.turn?.(aCanary({ target: 'new' }), 1);
    expect(await series('flagger_canary_status')).toEqual(['flagger_canary_status{name="new",namespace="test"} 1']);
    expect(await series('flagger_canary_total')).toEqual(['flagger_canary_total{namespace="test"} 1']);
  });
});

describe('the metrics of the program', () => {
  it('count and time API requests by verb, resource and code', async () => {
    const { onRequest, series } = aTelemetry();
    onRequest({ verb: 'patch', resource: 'canaries', code: 200, seconds: 0.01 });
    onRequest({ verb: 'patch', resource: 'canaries', code: 200, seconds: 0.02 });
    onRequest({ verb: 'patch', resource: 'canaries', code: 409, seconds: 0.01 });
    expect(await series('flagger_api_requests_total')).toEqual([
      'flagger_api_requests_total{verb="patch",resource="canaries",code="200"} 2',
      'flagger_api_requests_total{verb="patch",resource="canaries",code="409"} 1',
    ]);
    expect(await series('flagger_api_request_duration_seconds_count')).toHaveLength(2);
  });

  it.each([
    'process_start_time_seconds',
    'process_resident_memory_bytes',
    'process_cpu_seconds_total',
    'nodejs_heap_size_used_bytes',
    'nodejs_eventloop_lag_seconds',
    'nodejs_eventloop_utilization',
  ])('hold %s as a number', async (name) => {
    const { series } = aTelemetry();
    expect(await series(`${name} `)).toEqual([expect.stringMatching(/ \d[\d.e+-]*$/)]);
  });
});
