import { bears, type Labels, labelText } from './label-text.ts';

interface Series {
  readonly labels: Labels;
  /** How many fell into each bucket, not counted up; the last is what is above all bounds. */
  readonly counts: number[];
  sum: number;
}

export interface HistogramOptions {
  readonly name: string;
  readonly help: string;
  /** Upper bounds, rising. */
  readonly bounds: readonly number[];
}

/** How values are spread, by labels, as Prometheus reads it. */
export class Histogram {
  private readonly series = new Map<string, Series>();

  constructor(private readonly options: HistogramOptions) {}

  observe(labels: Labels, value: number): void {
    const key = labelText(labels);
    const { bounds } = this.options;
    const series = this.series.get(key) ?? {
      labels,
      counts: Array.from({ length: bounds.length + 1 }, () => 0),
      sum: 0,
    };
    this.series.set(key, series);
    const bucket = bounds.findIndex((bound) => value <= bound);
    const index = bucket < 0 ? bounds.length : bucket;
    series.counts[index] = (series.counts[index] ?? 0) + 1;
    series.sum += value;
  }

  /** Series that bear these labels go. */
  drop(labels: Labels): void {
    for (const [key, series] of this.series) {
      if (bears(series.labels, labels)) {
        this.series.delete(key);
      }
    }
  }

  /** The lines of all series, help and type first. */
  text(): string {
    const { name, help } = this.options;
    return `# HELP ${name} ${help}\n# TYPE ${name} histogram\n${Array.from(this.series.values(), (series) => this.lines(series)).join('')}`;
  }

  private lines({ labels, counts, sum }: Series): string {
    const { name, bounds } = this.options;
    let below = 0;
    const buckets = counts.map((count, index) => {
      below += count;
      return `${name}_bucket${labelText({ ...labels, le: String(bounds[index] ?? '+Inf') })} ${below}\n`;
    });
    const text = labelText(labels);
    return `${buckets.join('')}${name}_sum${text} ${sum}\n${name}_count${text} ${below}\n`;
  }
}
