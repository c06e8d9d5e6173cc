import { sprint, sprintf, sprintln } from '../format/printf.ts';
import { isTrue, type Value } from '../value.ts';
import { index, length, slice } from './collections.ts';
import { equals, isLess } from './comparison.ts';
import { html, js, urlquery } from './escapes.ts';

/** A function of Go's own. */
export interface BuiltIn {
  readonly least: number;
  /** Infinity where there is no limit. */
  readonly most: number;
  readonly apply: (values: readonly Value[]) => Value;
}

const some = (least: number, apply: BuiltIn['apply']): BuiltIn => ({ least, most: Infinity, apply });
const exactly = (count: number, apply: BuiltIn['apply']): BuiltIn => ({ least: count, most: count, apply });

/** `and` and `or`, which look at no more arguments than they need, are in calls.ts; `call` is not there. */
export const BUILT_IN: ReadonlyMap<string, BuiltIn> = new Map(
  Object.entries({
    not: exactly(1, ([value]) => !isTrue(value)),
    eq: some(1, equals),
    ne: exactly(2, (values) => !equals(values)),
    lt: exactly(2, isLess),
    le: exactly(2, (values) => isLess(values) || equals(values)),
    gt: exactly(2, (values) => !(isLess(values) || equals(values))),
    ge: exactly(2, (values) => !isLess(values)),
    len: exactly(1, length),
    index: some(1, index),
    slice: some(1, slice),
    print: some(0, sprint),
    println: some(0, sprintln),
    printf: some(1, ([format, ...values]) => sprintf(typeof format === 'string' ? format : '', values)),
    html: some(0, html),
    js: some(0, js),
    urlquery: some(0, urlquery),
  }),
);

/** The names of all functions that every template has. */
export const BUILT_IN_NAMES: readonly string[] = ['and', 'or', ...BUILT_IN.keys()];
