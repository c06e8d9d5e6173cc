import { CallProblem } from '../call-problem.ts';
import { isEntries, isList, keysOf, typeOf, valueOf, type Entries, type List, type Value } from '../value.ts';
import { float } from './floats.ts';
import { integer } from './integers.ts';
import { Pieces } from './pieces.ts';
import { padded, PLAIN, type Specification } from './specification.ts';
import { text } from './texts.ts';

/** A value as `%v` writes it. Throws CallProblem where that is too long. */
export const plain = (value: Value): string => formatted(value, PLAIN);

/** A value as a verb writes it; a verb that does not fit is told inside the text, as Go does. */
export function formatted(value: Value, specification: Specification): string {
  const text = new Pieces();
  write({ text, specification }, value, 0);
  return text.all();
}

interface Sink {
  readonly text: Pieces;
  readonly specification: Specification;
}

const DEEPEST = 100;

function write(sink: Sink, value: Value, depth: number): void {
  if (depth > DEEPEST) {
    throw new CallProblem(`a value may be ${DEEPEST} levels deep`);
  }
  if (isList(value)) {
    writeList(sink, value, depth);
  } else if (isEntries(value)) {
    writeEntries(sink, value, depth);
  } else {
    sink.text.put(value === undefined && depth > 0 ? '<nil>' : single(value, sink.specification));
  }
}

function writeList(sink: Sink, list: List, depth: number): void {
  sink.text.put('[');
  list.forEach((each, index) => {
    sink.text.put(index === 0 ? '' : ' ');
    write(sink, valueOf(each), depth + 1);
  });
  sink.text.put(']');
}

function writeEntries(sink: Sink, entries: Entries, depth: number): void {
  sink.text.put('map[');
  keysOf(entries).forEach((key, index) => {
    sink.text.put(index === 0 ? '' : ' ');
    write(sink, key, depth + 1);
    sink.text.put(':');
    write(sink, valueOf(entries[key]), depth + 1);
  });
  sink.text.put(']');
}

type Single = Exclude<Value, List | Entries>;

const single = (value: Single, specification: Specification): string =>
  writable(value, specification) ?? misfit(value, specification);

function writable(value: Single, specification: Specification): string | undefined {
  switch (typeof value) {
    case 'string':
      return text(value, specification);
    case 'bigint':
      return integer(value, specification);
    case 'number':
      return float(value, specification);
    case 'boolean':
      return /^[tv]$/.test(specification.verb) ? padded(String(value), specification) : undefined;
    default:
      return specification.verb === 'v' ? padded('<nil>', specification) : undefined;
  }
}

const misfit = (value: Single, specification: Specification): string =>
  value === undefined
    ? `%!${specification.verb}(<nil>)`
    : `%!${specification.verb}(${typeOf(value)}=${single(value, { ...specification, verb: 'v' })})`;
