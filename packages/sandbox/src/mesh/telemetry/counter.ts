import { bears, type Labels, labelText } from './label-text.ts';

/** A number of events by labels, as Prometheus reads it. */
export class Counter {
  private readonly series = new Map<string, { readonly labels: Labels; count: number }>();

  constructor(
    private readonly name: string,
    private readonly help: string,
  ) {}

  add(labels: Labels): void {
    const key = labelText(labels);
    const series = this.series.get(key) ?? { labels, count: 0 };
    this.series.set(key, series);
    series.count += 1;
  }

  /** Series that bear these labels go. */
  drop(labels: Labels): void {
    for (const [key, series] of this.series) {
      if (bears(series.labels, labels)) {
        this.series.delete(key);
      }
    }
  }

  /** The lines of all series, `help` and type first. */
  text(): string {
    const lines = Array.from(this.series, ([labels, { count }]) => `${this.name}${labels} ${count}\n`);
    return `# HELP ${this.name} ${this.help}\n# TYPE ${this.name} counter\n${lines.join('')}`;
  }
}
