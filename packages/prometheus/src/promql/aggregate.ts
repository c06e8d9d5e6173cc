import { formatted } from '../number-format.ts';
import { isLabelName, keyOf, NAME, only, without, withLabels, type Labels } from '../labels.ts';
import type { Aggregator, Grouping } from './expression.ts';
import { ascending, quantile } from './go-math.ts';
import { greatest } from './greatest.ts';
import { failed } from './problem.ts';
import type { Vector } from './vector.ts';

/** How a vector is put together. */
export interface How {
  readonly operator: Aggregator;
  readonly grouping: Grouping;
  readonly parameter: number | string | undefined;
}

interface Group {
  readonly labels: Labels;
  readonly members: Vector;
}

/** One sample for each group of samples; `topk` and `bottomk` give some of the samples themselves. */
export function aggregate(how: How, vector: Vector): Vector {
  const { operator, grouping } = how;
  switch (operator) {
    case 'topk':
    case 'bottomk':
      return chosen(how, vector);
    case 'count_values':
      return counted(how, vector);
    default:
      return groups(grouping, vector).map(({ labels, members }) => ({
        labels,
        value: REDUCERS[operator](
          members.map(({ value }) => value),
          Number(how.parameter),
        ),
      }));
  }
}

function groups({ isWithout, labels: names }: Grouping, vector: Vector): readonly Group[] {
  const labelsOf = isWithout
    ? (labels: Labels) => without(labels, [...names, NAME])
    : (labels: Labels) => only(labels, names);
  const found = new Map<string, { readonly labels: Labels; readonly members: Vector[number][] }>();
  for (const sample of vector) {
    const labels = labelsOf(sample.labels);
    const group = found.get(keyOf(labels)) ?? { labels, members: [] };
    found.set(keyOf(labels), group);
    group.members.push(sample);
  }
  return [...found.values()];
}

const LARGEST_INTEGER = 9223372036854774784;

function chosen({ operator, grouping, parameter }: How, vector: Vector): Vector {
  const count = Number(parameter);
  if (!(Math.abs(count) <= LARGEST_INTEGER)) {
    throw failed(`Scalar value ${formatted(count)} overflows int64`);
  }
  if (count < 1) {
    return [];
  }
  const order = operator === 'topk' ? ascending : descending;
  return groups(grouping, vector).flatMap(({ members }) =>
    greatest(members, Math.trunc(count), (one, other) => order(one.value, other.value)),
  );
}

/** Values from the largest on; what is no number comes first even here. */
const descending = (one: number, other: number): number =>
  Number.isNaN(one) ? -1 : Number.isNaN(other) ? 1 : other - one || 0;

function counted({ grouping, parameter }: How, vector: Vector): Vector {
  const name = String(parameter);
  if (!isLabelName(name)) {
    throw failed(`invalid label name ${JSON.stringify(name)}`);
  }
  const labelled = vector.map(({ labels, value }) => ({
    labels: withLabels(labels, [[name, formatted(value)]]),
    value,
  }));
  const wider = grouping.isWithout ? grouping : { ...grouping, labels: [...grouping.labels, name] };
  return groups(wider, labelled).map(({ labels, members }) => ({ labels, value: members.length }));
}

type Reducer = (values: readonly number[], parameter: number) => number;

const REDUCERS: Readonly<Record<Exclude<Aggregator, 'topk' | 'bottomk' | 'count_values'>, Reducer>> = {
  sum: (values) => values.reduce((sum, value) => sum + value),
  avg: average,
  count: (values) => values.length,
  min: (values) => values.reduce((least, value) => (least > value || Number.isNaN(least) ? value : least)),
  max: (values) => values.reduce((most, value) => (most < value || Number.isNaN(most) ? value : most)),
  group: () => 1,
  stddev: (values) => Math.sqrt(variance(values)),
  stdvar: variance,
  quantile: (values, q) => quantile(q, values),
};

function average([first = NaN, ...others]: readonly number[]): number {
  return others.reduce(
    (mean, value, index) => (staysInfinite(mean, value) ? mean : mean + (value / (index + 2) - mean / (index + 2))),
    first,
  );
}

/**
 * An infinite mean changes only by the opposite infinity and by what is no number; computing it would give no number.
 */
export const staysInfinite = (mean: number, value: number): boolean =>
  Math.abs(mean) === Infinity && (mean === value || Number.isFinite(value));

function variance([first = NaN, ...others]: readonly number[]): number {
  let mean = first;
  let sum = 0;
  others.forEach((value, index) => {
    const delta = value - mean;
    mean += delta / (index + 2);
    sum += delta * (value - mean);
  });
  return sum / (others.length + 1);
}
