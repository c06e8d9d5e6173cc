import { order } from './bytes.ts';
import { CallProblem } from './call-problem.ts';

/**
 * What a template works on, and what functions are given and give back. A whole `number` is Go's int, as a bigint is;
 * what else a `number` may be is float64. `null` and `undefined` are nil.
 */
export type Data =
  string | number | bigint | boolean | null | undefined | readonly Data[] | { readonly [key: string]: Data };

/** Go's value: bigint is int, number is float64, undefined is nil. What is inside of lists and maps is still Data. */
export type Value = string | bigint | number | boolean | undefined | List | Entries;
export type List = readonly Data[];
export type Entries = { readonly [key: string]: Data };

/** Data as Go would have it. */
export function valueOf(data: Data): Value {
  if (typeof data === 'number' && Number.isSafeInteger(data) && !Object.is(data, -0)) {
    return BigInt(data);
  }
  if (typeof data === 'function' || typeof data === 'symbol') {
    throw new CallProblem('a template cannot work on a function or a symbol');
  }
  return data ?? undefined;
}

export const isList = (value: Data): value is List => Array.isArray(value);

export const isEntries = (value: Data): value is Entries =>
  typeof value === 'object' && value !== null && !isList(value);

/** An entry of a map; what every object of JavaScript has is none. */
export const entryOf = (entries: Entries, key: string): { readonly value: Value } | undefined =>
  Object.hasOwn(entries, key) ? { value: valueOf(entries[key]) } : undefined;

/** Go's name for the type of a value. A map, or a list, of texts alone is one of texts. */
export function typeOf(value: Value): string {
  switch (typeof value) {
    case 'bigint':
      return 'int';
    case 'number':
      return 'float64';
    case 'boolean':
      return 'bool';
    case 'string':
      return 'string';
    case 'undefined':
      return '<nil>';
    default:
      return isList(value)
        ? `[]${elementType(value.length > 0 && value.every(isText))}`
        : `map[string]${elementType(hasTexts(value))}`;
  }
}

const elementType = (isOfTexts: boolean): string => (isOfTexts ? 'string' : 'interface {}');
const isText = (data: Data): boolean => typeof data === 'string';

/** Whether a map is one of texts, as far as one can see: an empty one is. */
export const hasTexts = (entries: Entries): boolean => insightOf(entries).isOfTexts;

/** The keys of a map in Go's order. */
export const keysOf = (entries: Entries): readonly string[] => insightOf(entries).keys;

interface Insight {
  readonly keys: readonly string[];
  readonly isOfTexts: boolean;
}

/** A loop may ask a large map often, so it is gone over once; what a template is given does not change. */
const INSIGHTS = new WeakMap<Entries, Insight>();

function insightOf(entries: Entries): Insight {
  const known = INSIGHTS.get(entries);
  if (known) {
    return known;
  }
  const insight = { keys: Object.keys(entries).sort(order), isOfTexts: Object.values(entries).every(isText) };
  INSIGHTS.set(entries, insight);
  return insight;
}

/** What an `if` makes of a value: nothing that is empty or zero is true. */
export function isTrue(value: Value): boolean {
  if (typeof value === 'object') {
    return isList(value) ? value.length > 0 : keysOf(value).length > 0;
  }
  return Number.isNaN(value) || Boolean(value);
}
