import type { Random } from '@flagger/simulated-cluster';
import type { Behaviour } from './plan.ts';

/** The bounds of all histograms, ms. */
export const BOUNDS: readonly number[] = [5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000, 30_000];

export type Outcome = 'ok' | 'failed';

/** Requests of one side so far. */
export class Counted {
  readonly ok = new Durations();
  readonly failed = new Durations();

  get requests(): number {
    return this.ok.count + this.failed.count;
  }

  /** So many came that were answered so. */
  add(requests: number, { errors, p99Ms }: Behaviour, random: Random): number {
    const failed = draws(random, requests, errors);
    this.failed.add(failed, p99Ms, random);
    this.ok.add(requests - failed, p99Ms, random);
    return failed;
  }

  /** 99 of 100 were faster, ms. */
  p99(): number {
    return quantile(
      this.ok.fine.map((count, index) => count + (this.failed.fine[index] ?? 0)),
      0.99,
    );
  }
}

/** How long requests took. */
export class Durations {
  count = 0;
  sumMs = 0;
  /** Of each step of a twentieth from 1 ms on. */
  readonly fine: number[] = Array.from({ length: 240 }, () => 0);
  /** How many were within each of {@link BOUNDS}, and not within the one before. */
  private readonly buckets: number[] = BOUNDS.map(() => 0);

  /** How many were within one of {@link BOUNDS}. */
  within(index: number): number {
    return this.buckets.slice(0, index + 1).reduce((sum, count) => sum + count, 0);
  }

  /** Each of the first is drawn; where there are many, each stands for some. */
  add(count: number, p99Ms: number, random: Random): void {
    const drawn = Math.min(count, MOST_DRAWN);
    for (let left = drawn; left > 0; left--) {
      const each = Math.floor(count / drawn) + (left <= count % drawn ? 1 : 0);
      this.took(duration(random, p99Ms), each);
    }
    this.count += count;
  }

  private took(ms: number, times: number): void {
    this.sumMs += ms * times;
    const step = Math.min(this.fine.length - 1, Math.max(0, Math.floor(Math.log(ms) / STEP)));
    this.fine[step] = (this.fine[step] ?? 0) + times;
    const bound = BOUNDS.findIndex((each) => ms <= each);
    if (bound >= 0) {
      this.buckets[bound] = (this.buckets[bound] ?? 0) + times;
    }
  }
}

const MOST_DRAWN = 40;
const STEP = Math.log(1.05);

function quantile(counts: readonly number[], share: number): number {
  const wanted = counts.reduce((sum, count) => sum + count, 0) * share;
  let seen = 0;
  const step = counts.findIndex((count) => {
    seen += count;
    return count > 0 && seen >= wanted;
  });
  return step < 0 ? 0 : Math.round(Math.exp((step + 0.5) * STEP));
}

/** Logarithms of durations are spread like this around their middle. */
const SPREAD = 0.6;
const Z99 = 2.326;

const duration = (random: Random, p99Ms: number): number => p99Ms * Math.exp(SPREAD * (normal(random) - Z99));

const normal = (random: Random): number =>
  Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());

/** How many of so many come out so, each with this chance. */
export function draws(random: Random, count: number, chance: number): number {
  if (count <= 0 || chance <= 0) {
    return 0;
  }
  if (chance >= 1) {
    return count;
  }
  if (count > 200) {
    const spread = Math.sqrt(count * chance * (1 - chance));
    return Math.min(count, Math.max(0, Math.round(count * chance + spread * normal(random))));
  }
  let found = 0;
  for (let left = count; left > 0; left--) {
    found += random.next() < chance ? 1 : 0;
  }
  return found;
}
