import { keyOf, NAME, type Labels } from './labels.ts';
import { isMatch, type Matcher } from './matcher.ts';
import { Series, type STALE } from './series.ts';

export interface StoreOptions {
  /** How long samples are kept, in ms. */
  readonly retentionMs: number;
}

/** Series in memory, in the order of their labels. */
export class MetricStore {
  private readonly options: StoreOptions;
  private readonly byKey = new Map<string, Series>();
  private readonly byName = new Map<string, Series[]>();

  constructor(options: StoreOptions = { retentionMs: 15 * 60_000 }) {
    this.options = options;
  }

  /**
   * Adds a sample, or the end of a series. One that is not newer than the newest of its series is left out, and the
   * answer is false.
   */
  append(labels: Labels, time: number, value: number | typeof STALE): boolean {
    return (this.byKey.get(keyOf(labels)) ?? this.begin(labels)).append(time, value);
  }

  /** The series that all matchers match, in the order of their labels. */
  select(matchers: readonly Matcher[]): readonly Series[] {
    const named = matchers.find(({ name, operator }) => name === NAME && operator === '=');
    const candidates = named ? (this.byName.get(named.value) ?? []) : [...this.byName.values()].flat();
    return candidates.filter(({ labels }) => isMatch(labels, matchers));
  }

  /** Forgets the samples that are too old at this time, and the series that have no others. */
  forget(now: number): void {
    for (const [key, series] of this.byKey) {
      if (!series.forget(now - this.options.retentionMs)) {
        this.end(key, series);
      }
    }
  }

  private begin(labels: Labels): Series {
    const series = new Series(labels);
    const name = labels.get(NAME) ?? '';
    const alike = this.byName.get(name) ?? [];
    this.byKey.set(keyOf(labels), series);
    this.byName.set(name, alike);
    alike.splice(place(alike, keyOf(labels)), 0, series);
    return series;
  }

  private end(key: string, series: Series): void {
    const name = series.labels.get(NAME) ?? '';
    const others = (this.byName.get(name) ?? []).filter((other) => other !== series);
    this.byKey.delete(key);
    if (others.length > 0) {
      this.byName.set(name, others);
    } else {
      this.byName.delete(name);
    }
  }
}

/** Where a series belongs among others in order. */
function place(series: readonly Series[], key: string): number {
  let low = 0;
  let high = series.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const other = series[middle];
    if (other && keyOf(other.labels) < key) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}
