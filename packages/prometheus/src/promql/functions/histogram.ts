import { keyOf, NAME, without, type Labels } from '../../labels.ts';
import { floatOf } from '../literals.ts';
import { search } from '../go-math.ts';
import type { Vector } from '../vector.ts';

/** How many values are at most `bound`. */
interface Bucket {
  readonly bound: number;
  readonly count: number;
}

/** The quantile of each histogram whose buckets (`le`) are in the vector. */
export function histogramQuantile(q: number, vector: Vector): Vector {
  const found = new Map<string, { readonly labels: Labels; readonly buckets: Bucket[] }>();
  for (const { labels, value } of vector) {
    const bound = floatOf(labels.get('le') ?? '');
    if (bound === undefined) {
      continue;
    }
    const key = keyOf(without(labels, ['le']));
    const histogram = found.get(key) ?? { labels: without(labels, ['le', NAME]), buckets: [] };
    found.set(key, histogram);
    histogram.buckets.push({ bound, count: value });
  }
  return Array.from(found.values(), ({ labels, buckets }) => ({ labels, value: quantileOf(q, buckets) }));
}

/**
 * Interpolates within the bucket of the quantile; beyond the last finite bound it is that bound. NaN without values
 * or without a bucket for all.
 */
function quantileOf(q: number, given: readonly Bucket[]): number {
  if (Number.isNaN(q)) {
    return NaN;
  }
  if (q < 0 || q > 1) {
    return q < 0 ? -Infinity : Infinity;
  }
  const sorted = [...given].sort((one, other) => one.bound - other.bound || 0);
  if (sorted.at(-1)?.bound !== Infinity) {
    return NaN;
  }
  const buckets = growing(merged(sorted));
  const total = buckets.at(-1)?.count ?? 0;
  if (buckets.length < 2 || total === 0) {
    return NaN;
  }
  const rank = q * total;
  return within(
    buckets,
    rank,
    search(buckets.length - 1, (index) => (buckets[index]?.count ?? NaN) >= rank),
  );
}

function within(buckets: readonly Bucket[], rank: number, index: number): number {
  const bound = buckets[index]?.bound ?? NaN;
  const below = buckets[index - 1];
  if (below && index === buckets.length - 1) {
    return below.bound;
  }
  if (!below && bound <= 0) {
    return bound;
  }
  const start = below?.bound ?? 0;
  const inside = (buckets[index]?.count ?? NaN) - (below?.count ?? 0);
  return start + (bound - start) * ((rank - (below?.count ?? 0)) / inside);
}

/** Buckets of the same bound as one. */
function merged(buckets: readonly Bucket[]): readonly Bucket[] {
  return buckets.reduce<Bucket[]>((found, bucket) => {
    const last = found.at(-1);
    if (last?.bound !== bucket.bound) {
      return [...found, bucket];
    }
    return [...found.slice(0, -1), { bound: last.bound, count: last.count + bucket.count }];
  }, []);
}

/** Scrapes may catch the buckets at different moments: none counts less than a smaller one. */
function growing(buckets: readonly Bucket[]): readonly Bucket[] {
  let most = buckets[0]?.count ?? NaN;
  return buckets.map(({ bound, count }) => {
    if (count > most) {
      most = count;
    }
    return { bound, count: count < most ? most : count };
  });
}
