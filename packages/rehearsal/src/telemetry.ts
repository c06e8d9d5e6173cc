import type { WireReply } from '@flagger/http';
import { labelsOf, lookAt, MetricStore, NAME, queried, within } from '@flagger/prometheus';
import { BOUNDS, type Counted, type Outcome } from './counted.ts';
import type { Family, Side } from './series.ts';

const HOUR = 3_600_000;
const OUTCOMES: readonly Outcome[] = ['ok', 'failed'];
type Labels = ReturnType<typeof labelsOf>;

/** One series: how it is called, and what it shows of what was counted. */
interface Shown {
  readonly labels: Labels;
  readonly value: (counted: Readonly<Record<Side, Counted>>) => number;
}

/** The metrics server: it scrapes what was counted, and answers PromQL. */
export class Telemetry {
  private readonly store = new MetricStore({ retentionMs: 2 * HOUR });
  private readonly series: readonly Shown[];
  private readonly metrics: ReadonlySet<string>;
  private forgotAt = 0;

  constructor(
    known: readonly Family[],
    /** All queries there may be: what none of them mentions is not kept. */
    queries: string,
    /** Told of each metric that a query asks for and nobody counts, with the query. */
    private readonly onUnknown: (metric: string) => void,
  ) {
    const all = known.flatMap(seriesOf);
    this.series = all.filter(({ labels }) => queries.includes(labels.get(NAME) ?? ''));
    this.metrics = new Set(all.map(({ labels }) => labels.get(NAME) ?? ''));
  }

  scrape(time: number, counted: Readonly<Record<Side, Counted>>): void {
    this.series.forEach(({ labels, value }) => this.store.append(labels, time, value(counted)));
    if (time - this.forgotAt > HOUR) {
      this.forgotAt = time;
      this.store.forget(time);
    }
  }

  /** Answers as the HTTP API of Prometheus does. */
  answer(parameters: URLSearchParams, now: number): WireReply {
    this.lookFor(parameters.get('query') ?? '');
    try {
      const data = queried(parameters, now, { store: this.store });
      return { status: 200, text: JSON.stringify({ status: 'success', data }) };
    } catch (error) {
      const says = error instanceof Error ? error.message : String(error);
      return { status: 400, text: JSON.stringify({ status: 'error', errorType: 'bad_data', error: says }) };
    }
  }

  private lookFor(query: string): void {
    const { expression } = lookAt(query);
    const parts = expression === undefined ? [] : within(expression);
    for (const part of parts) {
      const selector = part.kind === 'range' ? part.selector : part;
      const name =
        selector.kind === 'selector' ? selector.matchers.find((matcher) => matcher.name === NAME) : undefined;
      if (name?.operator === '=' && !this.metrics.has(name.value)) {
        this.onUnknown(name.value);
      }
    }
  }
}

const seriesOf = (family: Family): readonly Shown[] =>
  (['canary', 'primary'] as const).flatMap((side) =>
    OUTCOMES.flatMap((outcome) => ofOutcome(family, side, [outcome])).filter(
      (_, index, all) => family.outcome !== undefined || index < all.length / 2,
    ),
  );

function ofOutcome(family: Family, side: Side, [outcome]: readonly [Outcome]): readonly Shown[] {
  const { metric, outcome: told, unit } = family;
  const outcomes = told === undefined ? OUTCOMES : [outcome];
  const labelled = (suffix: string, more: Readonly<Record<string, string>> = {}): Labels =>
    labelsOf([
      ['job', 'rehearsal'],
      ['instance', side],
      ...Object.entries(family.labels[side]),
      ...(told === undefined ? [] : [[told.label, told[outcome]] as const]),
      ...Object.entries(more),
      [NAME, `${metric}${suffix}`],
    ]);
  const sum =
    (of: (durations: Counted[Outcome]) => number): Shown['value'] =>
    (counted) =>
      outcomes.reduce((total, each) => total + of(counted[side][each]), 0);
  if (unit === undefined) {
    return [{ labels: labelled(''), value: sum(({ count }) => count) }];
  }
  const scale = unit === 's' ? 1000 : 1;
  return [
    ...BOUNDS.map((bound, index) => ({
      labels: labelled('_bucket', { le: String(bound / scale) }),
      value: sum((durations) => durations.within(index)),
    })),
    { labels: labelled('_bucket', { le: '+Inf' }), value: sum(({ count }) => count) },
    { labels: labelled('_count'), value: sum(({ count }) => count) },
    { labels: labelled('_sum'), value: sum(({ sumMs }) => sumMs / scale) },
  ];
}
