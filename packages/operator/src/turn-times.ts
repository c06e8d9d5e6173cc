import { type Family, labelsText } from './metrics-text.ts';

/** Upper bounds in seconds, those of prom-client. */
const BOUNDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

interface Named {
  readonly name: string;
  readonly namespace: string;
}

interface Times {
  /** The labels as they are written, made once. */
  readonly labels: string;
  /** Turns that took no longer than each bound. */
  readonly within: number[];
  count: number;
  sum: number;
}

/**
 * How long turns took, as a histogram of each target. That of prom-client makes 14 objects of each target, of all at
 * once, whenever it is looked at.
 */
export class TurnTimes implements Family {
  readonly help = 'Seconds spent on one turn of a canary';
  readonly type = 'histogram';
  private readonly of = new Map<string, Times>();

  constructor(readonly name: string) {}

  observe(target: Named, seconds: number): void {
    const key = keyOf(target);
    const times = this.of.get(key) ?? {
      labels: labelsText({ ...target }),
      within: BOUNDS.map(() => 0),
      count: 0,
      sum: 0,
    };
    BOUNDS.forEach((bound, index) => {
      times.within[index] = (times.within[index] ?? 0) + (seconds <= bound ? 1 : 0);
    });
    times.count += 1;
    times.sum += seconds;
    this.of.set(key, times);
  }

  remove(target: Named): void {
    this.of.delete(keyOf(target));
  }

  /** All lines of a target at a time, so that they belong together. */
  *lines(): Generator<string> {
    // who comes while they are written is in the next page
    for (const { labels, within, count, sum } of [...this.of.values()]) {
      const buckets = BOUNDS.map((bound, index) => `${this.name}_bucket{le="${bound}",${labels}} ${within[index]}`);
      yield [
        ...buckets,
        `${this.name}_bucket{le="+Inf",${labels}} ${count}`,
        `${this.name}_sum{${labels}} ${sum}`,
        `${this.name}_count{${labels}} ${count}`,
      ].join('\n');
    }
  }
}

const keyOf = ({ name, namespace }: Named): string => `${namespace}/${name}`;
