import type { Labels } from './labels.ts';

/** Stands where a series has ended: from here on it has no value, until it is seen again. */
export const STALE = Symbol('stale');

/** Samples of one series side by side, oldest first; times in ms. */
export interface Points {
  readonly times: readonly number[];
  readonly values: readonly number[];
}

/** The samples of one series in memory. */
export class Series {
  private readonly times: number[] = [];
  private readonly values: number[] = [];
  private readonly ends = new Set<number>();

  constructor(readonly labels: Labels) {}

  /** Adds a sample; one that is not newer than the newest is left out, and the answer is false. */
  append(time: number, value: number | typeof STALE): boolean {
    const newest = this.times.at(-1);
    if (newest !== undefined && time <= newest) {
      return false;
    }
    this.times.push(time);
    this.values.push(value === STALE ? NaN : value);
    if (value === STALE) {
      this.ends.add(time);
    }
    return true;
  }

  /** The newest sample in a span of time, both its ends included, unless it is where the series ends. */
  latest(from: number, until: number): { readonly time: number; readonly value: number } | undefined {
    const index = this.after(until) - 1;
    const time = this.times[index];
    const value = this.values[index];
    if (time === undefined || value === undefined || time < from || this.ends.has(time)) {
      return undefined;
    }
    return { time, value };
  }

  /** The samples of a span of time, both its ends included. */
  between(from: number, until: number): Points {
    const [first, last] = [this.after(from - 1), this.after(until)];
    const points = { times: this.times.slice(first, last), values: this.values.slice(first, last) };
    return this.ends.size === 0 ? points : this.withoutEnds(points);
  }

  /** Whether it has a sample in a span of time, both its ends included. */
  isSeen(from: number, until: number): boolean {
    return this.after(until) > this.after(from - 1);
  }

  /** Forgets what is older; the answer is whether anything is left. */
  forget(before: number): boolean {
    const gone = this.after(before - 1);
    for (const time of this.times.splice(0, gone)) {
      this.ends.delete(time);
    }
    this.values.splice(0, gone);
    return this.times.length > 0;
  }

  private withoutEnds({ times, values }: Points): Points {
    const isKept = (_: number, index: number): boolean => !this.ends.has(times[index] ?? NaN);
    return { times: times.filter(isKept), values: values.filter(isKept) };
  }

  /** The index of the first sample that is newer than this time. */
  private after(time: number): number {
    let low = 0;
    let high = this.times.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.times[middle] ?? Infinity) <= time) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
