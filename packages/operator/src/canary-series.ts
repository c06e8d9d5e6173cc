import { Counter, Gauge, type Registry } from 'prom-client';
import { StandingSeries } from './standing-series.ts';
import { TurnTimes } from './turn-times.ts';

const STRATEGIES = ['canary', 'blue-green', 'ab-testing'] as const;
const ANALYSES = ['completed', 'skipped'] as const;
const NAMED = ['name', 'namespace'] as const;
const OUTCOME = [...NAMED, 'deployment_strategy', 'analysis_status'] as const;

/** The values of the label `deployment_strategy`. */
export type Strategy = (typeof STRATEGIES)[number];

/** The values of the label `analysis_status`. */
export type AnalysisStatus = (typeof ANALYSES)[number];

/** The series of Flagger's metrics of canaries, under its names and labels. */
export class CanarySeries {
  readonly total: Gauge<'namespace'>;
  readonly status: Gauge<(typeof NAMED)[number]>;
  readonly weight: Gauge<'workload' | 'namespace'>;
  /** Fourteen lines a canary: only where it is wanted. */
  readonly duration: TurnTimes | undefined;
  readonly standing: StandingSeries;
  readonly analysis: Gauge<(typeof NAMED)[number] | 'metric'>;
  readonly successes: Counter<(typeof OUTCOME)[number]>;
  readonly failures: Counter<(typeof OUTCOME)[number]>;

  constructor(registry: Registry, hasTurnHistogram: boolean) {
    const of = <Label extends string>(name: string, help: string, labelNames: readonly Label[]) => ({
      name: `flagger_canary_${name}`,
      help,
      labelNames,
      registers: [registry],
    });
    this.total = new Gauge(of('total', 'Number of canaries', ['namespace']));
    this.status = new Gauge(of('status', 'Last analysis: 0 running, 1 succeeded or waiting, 2 failed', NAMED));
    this.weight = new Gauge(of('weight', 'Share of the traffic in percent', ['workload', 'namespace']));
    this.duration = hasTurnHistogram ? new TurnTimes('flagger_canary_duration_seconds') : undefined;
    this.standing = new StandingSeries(registry);
    this.analysis = new Gauge(of('metric_analysis', 'Last value of a metric', [...NAMED, 'metric']));
    this.successes = new Counter(of('successes_total', 'Promotions', OUTCOME));
    this.failures = new Counter(of('failures_total', 'Failed runs', OUTCOME));
  }

  /** Takes out all series of a target, also those of the metrics that were measured for it. */
  remove({
    namespace,
    target: name,
    metrics,
  }: {
    readonly namespace: string;
    readonly target: string;
    readonly metrics: Iterable<string>;
  }): void {
    this.status.remove({ name, namespace });
    this.standing.remove(namespace, name);
    this.duration?.remove({ name, namespace });
    this.weight.remove({ workload: `${name}-primary`, namespace });
    this.weight.remove({ workload: name, namespace });
    for (const metric of metrics) {
      this.analysis.remove({ name, namespace, metric });
    }
    for (const deployment_strategy of STRATEGIES) {
      for (const analysis_status of ANALYSES) {
        this.successes.remove({ name, namespace, deployment_strategy, analysis_status });
        this.failures.remove({ name, namespace, deployment_strategy, analysis_status });
      }
    }
  }
}
