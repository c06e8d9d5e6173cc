/** Where Go's numbers are not JavaScript's. */

/** A power; 1 to any power is 1, and -1 to an infinite one too. */
export const power = (base: number, exponent: number): number =>
  base === 1 || (base === -1 && Math.abs(exponent) === Infinity) ? 1 : base ** exponent;

/** The larger number; infinity wins over what is no number. */
export const larger = (one: number, other: number): number =>
  one === Infinity || other === Infinity ? Infinity : Math.max(one, other);

/** The smaller number; minus infinity wins over what is no number. */
export const smaller = (one: number, other: number): number =>
  one === -Infinity || other === -Infinity ? -Infinity : Math.min(one, other);

/**
 * The logarithm to base 10 as a multiple of that to base 2, so that the last digit is Go's: log10(1000) is a little
 * less than 3.
 */
export const log10 = (value: number): number => Math.log2(value) * (Math.LN2 / Math.LN10);

/** Go takes half of an exponential for large values, which is infinite a little earlier. */
const isLarge = (value: number): boolean => Math.abs(value) > 21;

export const sinh = (value: number): number =>
  isLarge(value) ? Math.sign(value) * Math.exp(Math.abs(value)) * 0.5 : Math.sinh(value);

export const cosh = (value: number): number => (isLarge(value) ? Math.exp(Math.abs(value)) * 0.5 : Math.cosh(value));

/**
 * The index of the first of `count` items for which a statement is true, found by halving; `count` where there is
 * none.
 */
export function search(count: number, isFound: (index: number) => boolean): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (isFound(middle)) {
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  return low;
}

/** A sum that keeps apart what rounding would lose (Kahan, Neumaier). */
export interface CarefulSum {
  readonly sum: number;
  readonly lost: number;
}

export const NOTHING: CarefulSum = { sum: 0, lost: 0 };

export function added({ sum, lost }: CarefulSum, value: number): CarefulSum {
  const next = sum + value;
  return { sum: next, lost: lost + (Math.abs(sum) >= Math.abs(value) ? sum - next + value : value - next + sum) };
}

/** Values in order; what is no number is the least, as in Prometheus. */
export const ascending = (one: number, other: number): number =>
  Number.isNaN(one) ? -1 : Number.isNaN(other) ? 1 : one - other || 0;

/** The quantile of values, interpolated between two of them; a quantile outside of 0 to 1 is infinite. */
export function quantile(q: number, values: readonly number[]): number {
  if (values.length === 0 || Number.isNaN(q)) {
    return NaN;
  }
  if (q < 0 || q > 1) {
    return q < 0 ? -Infinity : Infinity;
  }
  const sorted = [...values].sort(ascending);
  const rank = q * (sorted.length - 1);
  const lower = Math.max(0, Math.floor(rank));
  const upper = Math.min(sorted.length - 1, lower + 1);
  const weight = rank - Math.floor(rank);
  return (sorted[lower] ?? NaN) * (1 - weight) + (sorted[upper] ?? NaN) * weight;
}
