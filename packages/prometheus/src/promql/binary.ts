import { keyOf, NAME, only, shownLabels, without, withLabels, withoutName, type Labels } from '../labels.ts';
import { calculated, isTrue } from './arithmetic.ts';
import {
  among,
  ARITHMETIC,
  SET_OPERATORS,
  type BinaryOperator,
  type Matching,
  type SetOperator,
} from './expression.ts';
import { failed } from './problem.ts';
import type { Sample, Vector } from './vector.ts';

/** How two sides are put together. */
export interface How {
  readonly operator: BinaryOperator;
  readonly isBool: boolean;
  readonly matching: Matching;
}

/** Two vectors, sample by sample. Throws QueryProblem where it is not plain which samples belong together. */
export function between(how: How, left: Vector, right: Vector): Vector {
  const set = among(SET_OPERATORS, how.operator);
  if (set) {
    return united(set, { left, right, key: signature(how.matching) });
  }
  if (left.length === 0 || right.length === 0) {
    return [];
  }
  return how.matching.many === 'right' ? joined(how, right, left) : joined(how, left, right);
}

/** A vector and a number, which stands on one side of it. */
export function withScalar(
  { operator, isBool }: How,
  vector: Vector,
  { scalar, isLeft }: { readonly scalar: number; readonly isLeft: boolean },
): Vector {
  return vector.flatMap(({ labels, value }) => {
    const result = isLeft ? applied(operator, scalar, value) : applied(operator, value, scalar);
    const kept = result.kind === 'comparison' ? value : result.value;
    if (result.kind === 'comparison' && !isBool && !result.isTrue) {
      return [];
    }
    return [
      {
        labels: dropsName(operator) || isBool ? withoutName(labels) : labels,
        value: isBool && result.kind === 'comparison' ? Number(result.isTrue) : kept,
      },
    ];
  });
}

/** Two numbers; a comparison gives 1 or 0. */
export function betweenScalars(operator: BinaryOperator, left: number, right: number): number {
  const result = applied(operator, left, right);
  return result.kind === 'comparison' ? Number(result.isTrue) : result.value;
}

type Applied =
  { readonly kind: 'value'; readonly value: number } | { readonly kind: 'comparison'; readonly isTrue: boolean };

function applied(operator: BinaryOperator, left: number, right: number): Applied {
  const arithmetic = among(ARITHMETIC, operator);
  if (arithmetic) {
    return { kind: 'value', value: calculated(arithmetic, left, right) };
  }
  const comparison = among(['==', '!=', '>', '<', '>=', '<='], operator);
  return { kind: 'comparison', isTrue: comparison !== undefined && isTrue(comparison, left, right) };
}

/** Arithmetic makes another metric of it; Prometheus (2.42) overlooks atan2. */
const dropsName = (operator: BinaryOperator): boolean =>
  among(ARITHMETIC, operator) !== undefined && operator !== 'atan2';

/** What two samples must have in common to belong together. */
function signature({ isOn, labels }: Matching): (labels: Labels) => string {
  if (isOn) {
    return (given) => keyOf(only(given, labels));
  }
  return labels.length === 0
    ? (given) => keyOf(withoutName(given))
    : (given) => keyOf(without(given, [...labels, NAME]));
}

interface Sides {
  readonly left: Vector;
  readonly right: Vector;
  readonly key: (labels: Labels) => string;
}

function united(operator: SetOperator, { left, right, key }: Sides): Vector {
  const keys = (vector: Vector): ReadonlySet<string> => new Set(vector.map(({ labels }) => key(labels)));
  const [onLeft, onRight] = [keys(left), keys(right)];
  switch (operator) {
    case 'and':
      return left.filter(({ labels }) => onRight.has(key(labels)));
    case 'unless':
      return left.filter(({ labels }) => !onRight.has(key(labels)));
    case 'or':
      return [...left, ...right.filter(({ labels }) => !onLeft.has(key(labels)))];
  }
}

/** `one` has one sample for each signature; `many` has several only where the query says so. */
function joined(how: How, many: Vector, one: Vector): Vector {
  const key = signature(how.matching);
  const partners = unique(how, one, key);
  const matched = new Map<string, Set<string>>();
  return many.flatMap((sample) => {
    const partner = partners.get(key(sample.labels));
    const result = partner && pair(how, sample, partner);
    if (!result) {
      return [];
    }
    claim(how, matched, { group: key(sample.labels), labels: result.labels });
    return [result];
  });
}

function unique({ matching }: How, one: Vector, key: (labels: Labels) => string): ReadonlyMap<string, Sample> {
  const found = new Map<string, Sample>();
  for (const sample of one) {
    const other = found.get(key(sample.labels));
    if (other) {
      const group = shownLabels(
        matching.isOn ? only(sample.labels, matching.labels) : without(sample.labels, [...matching.labels, NAME]),
      );
      const side = matching.many === 'right' ? 'left' : 'right';
      throw failed(
        `found duplicate series for the match group ${group} on the ${side} hand-side of the operation: [${shownLabels(sample.labels)}, ${shownLabels(other.labels)}];many-to-many matching not allowed: matching labels must be unique on one side`,
      );
    }
    found.set(key(sample.labels), sample);
  }
  return found;
}

function pair(how: How, many: Sample, one: Sample): Sample | undefined {
  const [left, right] = how.matching.many === 'right' ? [one, many] : [many, one];
  const result = applied(how.operator, left.value, right.value);
  if (result.kind === 'value') {
    return { labels: resultLabels(how, many.labels, one.labels), value: result.value };
  }
  if (how.isBool) {
    return { labels: withoutName(resultLabels(how, many.labels, one.labels)), value: Number(result.isTrue) };
  }
  return result.isTrue ? { labels: resultLabels(how, many.labels, one.labels), value: left.value } : undefined;
}

function resultLabels({ operator, matching }: How, many: Labels, one: Labels): Labels {
  const labels = dropsName(operator) ? withoutName(many) : many;
  if (matching.many) {
    return matching.included.length === 0
      ? labels
      : withLabels(
          labels,
          matching.included.map((name) => [name, one.get(name) ?? '']),
        );
  }
  return matching.isOn ? only(labels, matching.labels) : without(labels, matching.labels);
}

function claim(
  { matching }: How,
  matched: Map<string, Set<string>>,
  { group, labels }: { readonly group: string; readonly labels: Labels },
): void {
  const taken = matched.get(group);
  if (taken && !matching.many) {
    throw failed('multiple matches for labels: many-to-one matching must be explicit (group_left/group_right)');
  }
  if (taken?.has(keyOf(labels))) {
    throw failed('multiple matches for labels: grouping labels must ensure unique matches');
  }
  matched.set(group, (taken ?? new Set()).add(keyOf(labels)));
}
