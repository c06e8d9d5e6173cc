import { keyOf, withoutName, type Labels } from '../labels.ts';
import type { Points } from '../series.ts';
import { failed } from './problem.ts';

/** One value, at the time that is asked for. */
export interface Sample {
  readonly labels: Labels;
  readonly value: number;
}

export type Vector = readonly Sample[];

/** The samples of one series in a span of time (in ms, both ends included), seen from the time that is asked for. */
export interface Window extends Points {
  readonly labels: Labels;
  readonly from: number;
  readonly until: number;
  readonly now: number;
}

/** A vector may have one sample for one set of labels. Throws QueryProblem where it has more. */
export function distinct(vector: Vector): Vector {
  if (new Set(vector.map(({ labels }) => keyOf(labels))).size < vector.length) {
    throw same();
  }
  return vector;
}

export const same = (): Error => failed('vector cannot contain metrics with the same labelset');

/** Another value for each sample; the name of a metric does not fit it any more. */
export const mapped = (vector: Vector, change: (value: number) => number): Vector =>
  vector.map(({ labels, value }) => ({ labels: withoutName(labels), value: change(value) }));
