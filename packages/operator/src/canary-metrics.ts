import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { Canary, CanaryStatus, Finding, Listener, Routes } from '@flagger/api';

const STRATEGIES = ['canary', 'blue-green', 'ab-testing'] as const;
const ANALYSES = ['completed', 'skipped'] as const;

/** What is known of a canary that has series: the target they are named after, and the metrics measured for it. */
interface Tracked {
  readonly namespace: string;
  readonly target: string;
  readonly metrics: Set<string>;
  /** Percent of the traffic that the mesh gives to the target; undefined where there is no mesh to say so. */
  weight?: number;
}

/**
 * Flagger's metrics of canaries, under its names and labels; `name` is that of the target. Series go when their
 * canary goes.
 */
export class CanaryMetrics implements Listener {
  private readonly tracked = new Map<string, Tracked>();
  private readonly series: Series;

  constructor(registry: Registry) {
    this.series = seriesIn(registry);
  }

  status(canary: Canary, before: CanaryStatus): void {
    this.track(canary);
    const { phase } = canary.status;
    if (phase === before.phase) {
      return;
    }
    if (phase === 'Succeeded') {
      this.series.successes.inc(outcomeLabels(canary));
    }
    if (phase === 'Failed') {
      this.series.failures.inc(outcomeLabels(canary));
    }
  }

  finding(canary: Canary, finding: Finding): void {
    if (finding.kind !== 'metric' || finding.value === undefined) {
      return;
    }
    const { namespace, target, metrics } = this.track(canary);
    metrics.add(finding.name);
    // Flagger gives the built-in duration in seconds here, though it compares milliseconds
    const value = finding.source === 'duration' ? finding.value / 1000 : finding.value;
    this.series.analysis.set({ name: target, namespace, metric: finding.name }, value);
  }

  routes(canary: Canary, { canary: weight }: Routes): void {
    this.track(canary).weight = weight;
    this.show(canary);
  }

  turn(canary: Canary, seconds: number): void {
    const { namespace, target } = this.track(canary);
    this.series.duration.observe({ name: target, namespace }, seconds);
  }

  gone(key: string): void {
    const gone = this.tracked.get(key);
    if (gone === undefined) {
      return;
    }
    this.tracked.delete(key);
    this.count(gone.namespace);
    if (![...this.tracked.values()].some((each) => isSameTarget(each, gone))) {
      forget(gone, this.series);
    }
  }

  private track(canary: Canary): Tracked {
    const { name, namespace } = canary.metadata;
    const key = `${namespace}/${name}`;
    const target = canary.spec.targetRef.name;
    const before = this.tracked.get(key);
    if (before !== undefined && before.target !== target) {
      this.gone(key);
    }
    const tracked = this.tracked.get(key) ?? { namespace, target, metrics: new Set<string>() };
    if (!this.tracked.has(key)) {
      this.tracked.set(key, tracked);
      this.count(namespace);
    }
    this.show(canary);
    return tracked;
  }

  private show({ metadata: { namespace, name: canary }, spec, status }: Canary): void {
    const name = spec.targetRef.name;
    const weight = this.tracked.get(`${namespace}/${canary}`)?.weight ?? status.canaryWeight ?? 0;
    this.series.status.set({ name, namespace }, statusValue(status));
    this.series.weight.set({ workload: `${name}-primary`, namespace }, 100 - weight);
    this.series.weight.set({ workload: name, namespace }, weight);
  }

  private count(namespace: string): void {
    const total = [...this.tracked.values()].filter((each) => each.namespace === namespace).length;
    if (total === 0) {
      this.series.total.remove({ namespace });
    } else {
      this.series.total.set({ namespace }, total);
    }
  }
}

type Series = ReturnType<typeof seriesIn>;

function seriesIn(registry: Registry) {
  const registers = [registry];
  const named = ['name', 'namespace'] as const;
  const outcome = [...named, 'deployment_strategy', 'analysis_status'] as const;
  return {
    total: new Gauge({
      name: 'flagger_canary_total',
      help: 'Number of canaries',
      labelNames: ['namespace'],
      registers,
    }),
    status: new Gauge({
      name: 'flagger_canary_status',
      help: 'Last analysis: 0 running, 1 succeeded or waiting, 2 failed',
      labelNames: named,
      registers,
    }),
    weight: new Gauge({
      name: 'flagger_canary_weight',
      help: 'Share of the traffic in percent',
      labelNames: ['workload', 'namespace'],
      registers,
    }),
    duration: new Histogram({
      name: 'flagger_canary_duration_seconds',
      help: 'Seconds spent on one turn of a canary',
      labelNames: named,
      registers,
    }),
    analysis: new Gauge({
      name: 'flagger_canary_metric_analysis',
      help: 'Last value of a metric',
      labelNames: [...named, 'metric'],
      registers,
    }),
    successes: new Counter({
      name: 'flagger_canary_successes_total',
      help: 'Promotions',
      labelNames: outcome,
      registers,
    }),
    failures: new Counter({
      name: 'flagger_canary_failures_total',
      help: 'Failed runs',
      labelNames: outcome,
      registers,
    }),
  };
}

function statusValue({ phase }: CanaryStatus): number {
  if (phase === 'Progressing') {
    return 0;
  }
  return phase === 'Failed' ? 2 : 1;
}

function outcomeLabels({ metadata, spec }: Canary) {
  return {
    name: spec.targetRef.name,
    namespace: metadata.namespace,
    deployment_strategy: strategyOf(spec),
    analysis_status: spec.skipAnalysis === true ? ANALYSES[1] : ANALYSES[0],
  };
}

function strategyOf({ analysis }: Canary['spec']): (typeof STRATEGIES)[number] {
  if ((analysis.iterations ?? 0) === 0) {
    return 'canary';
  }
  return (analysis.match ?? []).length > 0 ? 'ab-testing' : 'blue-green';
}

const isSameTarget = (one: Tracked, other: Tracked): boolean =>
  one.namespace === other.namespace && one.target === other.target;

function forget({ namespace, target: name, metrics }: Tracked, series: Series): void {
  series.status.remove({ name, namespace });
  series.duration.remove({ name, namespace });
  series.weight.remove({ workload: `${name}-primary`, namespace });
  series.weight.remove({ workload: name, namespace });
  for (const metric of metrics) {
    series.analysis.remove({ name, namespace, metric });
  }
  for (const deployment_strategy of STRATEGIES) {
    for (const analysis_status of ANALYSES) {
      series.successes.remove({ name, namespace, deployment_strategy, analysis_status });
      series.failures.remove({ name, namespace, deployment_strategy, analysis_status });
    }
  }
}
