import { order } from '../bytes.ts';
import { CallProblem } from '../call-problem.ts';
import { isEntries, isList, typeOf, type Value } from '../value.ts';

/** Whether the first is equal to any of the others, as Go's `eq` has it: types must fit. */
export function equals([first, ...others]: readonly Value[]): boolean {
  if (others.length === 0) {
    throw new CallProblem('missing argument for comparison');
  }
  return others.some((other) => equal(first, other));
}

function equal(one: Value, other: Value): boolean {
  if (one === undefined || other === undefined) {
    return one === other;
  }
  if (isCompound(one) && isCompound(other)) {
    throw new CallProblem(`non-comparable type: ${typeOf(other)}`);
  }
  if (typeof one !== typeof other) {
    throw incompatible(one, other);
  }
  return one === other;
}

const isCompound = (value: Value): boolean => isList(value) || isEntries(value);

const incompatible = (one: Value, other: Value): CallProblem =>
  new CallProblem(`incompatible types for comparison: ${typeOf(one)} and ${typeOf(other)}`);

/** Whether the first comes before the second: numbers of one type, or texts. */
export function isLess([one, other]: readonly Value[]): boolean {
  if (!isOrdered(one) || !isOrdered(other)) {
    throw new CallProblem('invalid type for comparison');
  }
  if (typeof one !== typeof other) {
    throw incompatible(one, other);
  }
  if (typeof one === 'boolean' || typeof other === 'boolean') {
    throw new CallProblem('invalid type for comparison');
  }
  return typeof one === 'string' && typeof other === 'string' ? order(one, other) < 0 : one < other;
}

const isOrdered = (value: Value): value is string | number | bigint | boolean =>
  value !== undefined && typeof value !== 'object';
