import type { Registry } from 'prom-client';
import { keyOf, type Canary, type CanaryStatus, type Finding, type Listener, type Routes } from '@flagger/api';
import type { Family } from './metrics-text.ts';
import { ComparisonSeries } from './comparison-series.ts';
import { CanarySeries, type AnalysisStatus, type Strategy } from './canary-series.ts';

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
  /** The same by namespace and target, which several can share. */
  private readonly byTarget = new Map<string, Set<Tracked>>();
  /** How many there are in a namespace. */
  private readonly totals = new Map<string, number>();
  private readonly series: CanarySeries;
  private readonly comparisons: ComparisonSeries;

  constructor(registry: Registry, hasTurnHistogram: boolean) {
    this.series = new CanarySeries(registry, hasTurnHistogram);
    this.comparisons = new ComparisonSeries(registry);
  }

  /** Those of its series that are in no registry. */
  get families(): readonly Family[] {
    return this.series.duration === undefined ? [] : [this.series.duration];
  }

  status(canary: Canary, before: CanaryStatus): void {
    this.track(canary);
    this.comparisons.show(canary);
    const { phase } = canary.status;
    if (phase === before.phase) {
      return;
    }
    if (phase === 'Progressing') {
      // a counter that begins with 1 has no increase, and the first outcome would not be seen
      this.series.successes.inc(outcomeLabels(canary), 0);
      this.series.failures.inc(outcomeLabels(canary), 0);
    }
    // where the target was set back nothing was promoted, and a release that waited was no run
    if (phase === 'Succeeded' && before.phase === 'Finalising') {
      this.series.successes.inc(outcomeLabels(canary));
    }
    if (phase === 'Failed' && before.phase !== 'Waiting') {
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
    this.series.duration?.observe({ name: target, namespace }, seconds);
  }

  gone(key: string): void {
    const gone = this.tracked.get(key);
    if (gone === undefined) {
      return;
    }
    this.tracked.delete(key);
    this.comparisons.hide(key);
    this.count(gone.namespace, -1);
    const heir = this.heirOf(gone);
    if (heir === undefined) {
      this.series.remove(gone);
    } else {
      gone.metrics.forEach((metric) => heir.metrics.add(metric));
    }
  }

  /** Another one of the same target, which goes on with its series. */
  private heirOf(gone: Tracked): Tracked | undefined {
    const others = this.byTarget.get(targetOf(gone));
    others?.delete(gone);
    if (others?.size === 0) {
      this.byTarget.delete(targetOf(gone));
    }
    return others?.values().next().value;
  }

  private track(canary: Canary): Tracked {
    const { namespace } = canary.metadata;
    const key = keyOf(canary);
    const target = canary.spec.targetRef.name;
    const before = this.tracked.get(key);
    if (before !== undefined && before.target !== target) {
      this.gone(key);
    }
    const tracked = this.tracked.get(key) ?? { namespace, target, metrics: new Set<string>() };
    if (!this.tracked.has(key)) {
      this.tracked.set(key, tracked);
      const sharing = this.byTarget.get(targetOf(tracked)) ?? new Set();
      this.byTarget.set(targetOf(tracked), sharing.add(tracked));
      this.count(namespace, 1);
    }
    this.show(canary);
    return tracked;
  }

  private show(canary: Canary): void {
    const {
      metadata: { namespace },
      spec,
      status,
    } = canary;
    const name = spec.targetRef.name;
    const weight = this.tracked.get(keyOf(canary))?.weight ?? status.canaryWeight ?? 0;
    this.series.status.set({ name, namespace }, statusValue(status));
    this.series.standing.show(canary);
    this.series.weight.set({ workload: `${name}-primary`, namespace }, 100 - weight);
    this.series.weight.set({ workload: name, namespace }, weight);
  }

  private count(namespace: string, more: 1 | -1): void {
    const total = (this.totals.get(namespace) ?? 0) + more;
    if (total === 0) {
      this.totals.delete(namespace);
      this.series.total.remove({ namespace });
    } else {
      this.totals.set(namespace, total);
      this.series.total.set({ namespace }, total);
    }
  }
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
    analysis_status: analysisOf(spec),
  };
}

const analysisOf = ({ skipAnalysis }: Canary['spec']): AnalysisStatus =>
  skipAnalysis === true ? 'skipped' : 'completed';

function strategyOf({ analysis }: Canary['spec']): Strategy {
  if ((analysis.iterations ?? 0) === 0) {
    return 'canary';
  }
  return (analysis.match ?? []).length > 0 ? 'ab-testing' : 'blue-green';
}

const targetOf = ({ namespace, target }: Tracked): string => `${namespace}/${target}`;
