import { bytesOf } from '../bytes.ts';
import { CallProblem } from '../call-problem.ts';
import { partOf } from '../format/texts.ts';
import {
  entryOf,
  hasTexts,
  isEntries,
  isList,
  keysOf,
  typeOf,
  valueOf,
  type Entries,
  type List,
  type Value,
} from '../value.ts';

/** Go's `len`: bytes of a text, items of a list, entries of a map. */
export function length([item]: readonly Value[]): bigint {
  if (typeof item === 'string') {
    return BigInt(bytesOf(item).length);
  }
  if (isList(item)) {
    return BigInt(item.length);
  }
  if (isEntries(item)) {
    return BigInt(keysOf(item).length);
  }
  throw new CallProblem(`len of type ${typeOf(item)}`);
}

/** Go's `index`: what is at these places of lists, texts and maps in each other. */
export function index([item, ...places]: readonly Value[]): Value {
  if (item === undefined) {
    throw new CallProblem('index of untyped nil');
  }
  return places.reduce(itemAt, item);
}

function itemAt(item: Value, place: Value): Value {
  if (item === undefined) {
    throw new CallProblem('index of nil pointer');
  }
  if (isEntries(item)) {
    return entryAt(item, place);
  }
  if (isList(item)) {
    return valueOf(item[whole(place, item.length - 1)]);
  }
  if (typeof item === 'string') {
    const bytes = bytesOf(item);
    return BigInt(bytes[whole(place, bytes.length - 1)] ?? 0);
  }
  throw new CallProblem(`can't index item of type ${typeOf(item)}`);
}

/** What a map does not have is empty: the empty text where it is one of texts. */
function entryAt(entries: Entries, key: Value): Value {
  if (key === undefined) {
    throw new CallProblem('value is nil; should be of type string');
  }
  if (typeof key !== 'string') {
    throw new CallProblem(`value has type ${typeOf(key)}; should be string`);
  }
  const entry = entryOf(entries, key);
  return entry ? entry.value : hasTexts(entries) ? '' : undefined;
}

/** Go's `slice`: a part of a text, in bytes, or of a list. */
export function slice([item, ...bounds]: readonly Value[]): Value {
  if (item === undefined) {
    throw new CallProblem('slice of untyped nil');
  }
  if (bounds.length > 3) {
    throw new CallProblem(`too many slice indexes: ${bounds.length}`);
  }
  if (typeof item === 'string') {
    if (bounds.length === 3) {
      throw new CallProblem('cannot 3-index slice a string');
    }
    const [from, to] = range(bounds, bytesOf(item).length);
    return partOf(item, from, to);
  }
  if (isList(item)) {
    return part(item, bounds);
  }
  throw new CallProblem(`can't slice item of type ${typeOf(item)}`);
}

function part(list: List, bounds: readonly Value[]): List {
  const [from, to, most] = range(bounds, list.length);
  if (to > most) {
    throw new CallProblem(`invalid slice index: ${to} > ${most}`);
  }
  return list.slice(from, to);
}

function range(bounds: readonly Value[], length: number): readonly [from: number, to: number, most: number] {
  const [from = 0, to = length, most = length] = bounds.map((bound) => whole(bound, length));
  if (from > to) {
    throw new CallProblem(`invalid slice index: ${from} > ${to}`);
  }
  return [from, to, most];
}

function whole(place: Value, most: number): number {
  if (place === undefined) {
    throw new CallProblem('cannot index slice/array with nil');
  }
  if (typeof place !== 'bigint') {
    throw new CallProblem(`cannot index slice/array with type ${typeOf(place)}`);
  }
  if (place < 0n || place > BigInt(most)) {
    throw new CallProblem(`index out of range: ${place}`);
  }
  return Number(place);
}
