import { CallProblem } from '../call-problem.ts';
import { typeOf, type Value } from '../value.ts';
import { LONGEST } from '../limits.ts';
import { Pieces } from './pieces.ts';
import { type Specification } from './specification.ts';
import { formatted, plain } from './value.ts';

const VERB = /%([-+# 0]*)(\d*)(\.\d*)?(.|$)/gsu;

/** Go's Sprintf, without `%p`, `%#v`, `*` and `[n]`: these are refused. */
export function sprintf(format: string, values: readonly Value[]): string {
  const text = new Pieces();
  let end = 0;
  let used = 0;
  for (const match of format.matchAll(VERB)) {
    text.put(format.slice(end, match.index));
    end = match.index + match[0].length;
    const specification = specificationOf(match);
    if (specification.verb === '' || specification.verb === '%') {
      text.put(specification.verb === '' ? '%!(NOVERB)' : '%');
      continue;
    }
    text.put(used < values.length ? one(values[used], specification) : `%!${specification.verb}(MISSING)`);
    used += 1;
  }
  text.put(format.slice(end));
  text.put(extra(values.slice(used)));
  return text.all();
}

function specificationOf([all, flags = '', width = '', precision, verb = '']: RegExpMatchArray): Specification {
  const given: Specification = {
    verb,
    plus: flags.includes('+') && verb !== 'v',
    minus: flags.includes('-'),
    sharp: flags.includes('#'),
    space: flags.includes(' '),
    zero: flags.includes('0') && !flags.includes('-'),
    width: Number(width),
    precision: precision === undefined ? undefined : Number(precision.slice(1)),
  };
  if (/[*[pw]/.test(verb) || (given.sharp && /[vgGeEfF]/.test(verb))) {
    throw new CallProblem(`${all} is not supported`);
  }
  if (given.width > LONGEST || (given.precision ?? 0) > LONGEST) {
    throw new CallProblem(`${all} is wider than ${LONGEST} characters`);
  }
  return given;
}

function one(value: Value, specification: Specification): string {
  if (specification.verb === 'T') {
    return formatted(typeOf(value), { ...specification, verb: 's' });
  }
  if (typeof value === 'number' && /^[xXb]$/.test(specification.verb)) {
    throw new CallProblem(`%${specification.verb} of a float64 is not supported`);
  }
  return formatted(value, specification);
}

const extra = (values: readonly Value[]): string =>
  values.length === 0 ? '' : `%!(EXTRA ${values.map(named).join(', ')})`;

const named = (value: Value): string => (value === undefined ? '<nil>' : `${typeOf(value)}=${plain(value)}`);

/** Go's Sprint: a space between two of which none is a text. */
export const sprint = (values: readonly Value[]): string =>
  formattedAll(values, (one, other) => typeof one !== 'string' && typeof other !== 'string');

/** Go's Sprintln: a space between all, and a line's end. */
export const sprintln = (values: readonly Value[]): string => `${formattedAll(values, () => true)}\n`;

function formattedAll(values: readonly Value[], isApart: (one: Value, other: Value) => boolean): string {
  const text = new Pieces();
  for (const [index, value] of values.entries()) {
    text.put(index > 0 && isApart(values[index - 1], value) ? ' ' : '');
    text.put(plain(value));
  }
  return text.all();
}
