import { larger, smaller } from '../go-math.ts';
import { mapped, type Vector } from '../vector.ts';

type VectorFunction = (vector: Vector, parameters: readonly number[]) => Vector;

/** What is no number comes last in either order. */
const sorted = (vector: Vector, compare: (one: number, other: number) => number): Vector =>
  [...vector].sort(({ value: one }, { value: other }) =>
    Number.isNaN(one) || Number.isNaN(other)
      ? Number(Number.isNaN(one)) - Number(Number.isNaN(other))
      : compare(one, other),
  );

function clamped(vector: Vector, [least = NaN, most = NaN]: readonly number[]): Vector {
  return most < least ? [] : mapped(vector, (value) => larger(least, smaller(most, value)));
}

/** To the nearest multiple; halves go up. */
function rounded(vector: Vector, [nearest = 1]: readonly number[]): Vector {
  const inverse = 1 / nearest;
  return mapped(vector, (value) => Math.floor(value * inverse + 0.5) / inverse);
}

/** The functions of a vector and some numbers, by name. */
export const VECTOR_FUNCTIONS: ReadonlyMap<string, VectorFunction> = new Map<string, VectorFunction>([
  ['sort', (vector) => sorted(vector, (one, other) => one - other || 0)],
  ['sort_desc', (vector) => sorted(vector, (one, other) => other - one || 0)],
  ['clamp', clamped],
  ['clamp_min', (vector, [least = NaN]) => mapped(vector, (value) => larger(least, value))],
  ['clamp_max', (vector, [most = NaN]) => mapped(vector, (value) => smaller(most, value))],
  ['round', rounded],
]);
