import { Gauge, type Registry } from 'prom-client';
import { keyOf, type Canary } from '@flagger/api';

const LABELS = ['name', 'namespace', 'metric'] as const;
const VERDICTS = { undecided: 0, safe: 1, worse: 2 } as const;

interface Named {
  readonly name: string;
  readonly namespace: string;
  readonly metric: string;
}

/** How canaries compare with their primaries, as series; `name` is that of the target. */
export class ComparisonSeries {
  /** What is shown, by canary. */
  private readonly shown = new Map<string, readonly Named[]>();
  private readonly logE: Gauge<(typeof LABELS)[number]>;
  private readonly odds: Gauge<(typeof LABELS)[number] | 'bound'>;
  private readonly requests: Gauge<(typeof LABELS)[number] | 'arm'>;
  private readonly verdict: Gauge<(typeof LABELS)[number]>;

  constructor(registry: Registry) {
    const of = <Label extends string>(name: string, help: string, labelNames: readonly Label[]) => ({
      name: `flagger_canary_comparison_${name}`,
      help,
      labelNames,
      registers: [registry],
    });
    this.logE = new Gauge(of('log_e', 'Most evidence so far that the canary is worse, as a logarithm', LABELS));
    this.odds = new Gauge(of('odds_ratio', "The canary's odds of an event over the primary's", [...LABELS, 'bound']));
    this.requests = new Gauge(of('requests', 'Requests that were compared', [...LABELS, 'arm']));
    this.verdict = new Gauge(of('verdict', '0 undecided, 1 safe, 2 worse', LABELS));
  }

  show(canary: Canary): void {
    const metrics = canary.status.analysis?.metrics ?? [];
    const name = canary.spec.targetRef.name;
    const { namespace } = canary.metadata;
    this.hide(keyOf(canary));
    for (const { name: metric, odds, evidence, canary: one, primary, verdict } of metrics) {
      const labels = { name, namespace, metric };
      this.logE.set(labels, evidence.peakWorse);
      this.odds.set({ ...labels, bound: 'low' }, odds.low);
      this.odds.set({ ...labels, bound: 'high' }, odds.high ?? Infinity);
      this.requests.set({ ...labels, arm: 'canary' }, one.requests);
      this.requests.set({ ...labels, arm: 'primary' }, primary.requests);
      this.verdict.set(labels, VERDICTS[verdict]);
    }
    if (metrics.length > 0) {
      this.shown.set(
        keyOf(canary),
        metrics.map(({ name: metric }) => ({ name, namespace, metric })),
      );
    }
  }

  hide(key: string): void {
    for (const labels of this.shown.get(key) ?? []) {
      this.logE.remove({ ...labels });
      this.verdict.remove({ ...labels });
      ['low', 'high'].forEach((bound) => this.odds.remove({ ...labels, bound }));
      ['canary', 'primary'].forEach((arm) => this.requests.remove({ ...labels, arm }));
    }
    this.shown.delete(key);
  }
}
