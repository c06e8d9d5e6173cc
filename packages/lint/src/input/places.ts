import { isAlias, isCollection, isMap, isPair, isScalar, isSeq, type Document, type Node, type Range } from 'yaml';
import type { Place } from '../manifest.ts';
import type { Path } from '../path.ts';

/** Finds the places of fields in a parsed document; `text` is what it was parsed from. */
export interface Placed {
  readonly document: Document;
  readonly text: string;
}

/** The offset in the text at which a field stands, or the nearest above it. */
export function offsetOf({ document, text }: Placed, path: Path, within: number | undefined): number {
  const { node, key, isWhole } = nearest(document, path);
  const start = startOf(node) ?? startOf(key) ?? 0;
  if (!isScalar(node)) {
    return startOf(key) ?? start;
  }
  const { value, range } = node;
  const isInside = within !== undefined && isWhole && typeof value === 'string' && range;
  return isInside ? inside({ text, value, range }, within) : start;
}

const startOf = (node: Node | undefined): number | undefined => node?.range?.[0];

interface Nearest {
  readonly node: Node | undefined;
  readonly key: Node | undefined;
  readonly isWhole: boolean;
}

/** Goes down as far as the path leads. */
function nearest(document: Document, path: Path): Nearest {
  let found: Nearest = { node: document.contents ?? undefined, key: undefined, isWhole: path.length === 0 };
  for (const [index, step] of path.entries()) {
    const next = found.node && child(found.node, step, document);
    if (!next) {
      return { ...found, isWhole: false };
    }
    found = { ...next, isWhole: index === path.length - 1 };
  }
  return found;
}

function child(node: Node, step: string | number, document: Document): Omit<Nearest, 'isWhole'> | undefined {
  if (isMap(node)) {
    const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(step));
    return pair && { node: nodeOf(pair.value, document), key: nodeOf(pair.key, document) };
  }
  const item = isSeq(node) ? node.items[Number(step)] : undefined;
  return item === undefined ? undefined : { node: nodeOf(item, document), key: undefined };
}

/** An alias is what it names. */
function nodeOf(value: unknown, document: Document): Node | undefined {
  const node = isAlias(value) ? value.resolve(document) : value;
  return isScalar(node) || (isCollection(node) && !isPair(node)) ? node : undefined;
}

interface Text {
  readonly text: string;
  readonly value: string;
  readonly range: Range;
}

/** The offset of a place inside of a text, where its lines stand as they are. */
function inside({ text, value, range: [start, end] }: Text, within: number): number {
  const written = text.slice(start, end);
  if (!/^[|>]/.test(written)) {
    const shift = /^["']/.test(written) ? 1 : 0;
    return written.slice(shift, shift + value.length) === value ? start + shift + within : start;
  }
  const body = written.indexOf('\n') + 1;
  const indent = /^ */.exec(written.slice(body).replace(/^(?: *\n)+/, ''))?.[0].length ?? 0;
  const before = value.slice(0, within).split('\n');
  const lines = written.slice(body).split('\n');
  const isAsWritten = before.every((line, at) => (lines[at] ?? '').slice(indent).startsWith(line));
  const passed = lines.slice(0, before.length - 1).reduce((sum, line) => sum + line.length + 1, 0);
  return isAsWritten ? start + body + passed + indent + (before.at(-1)?.length ?? 0) : start;
}

/** The line and column of an offset, counted from the line at which a document begins. */
export function placeIn(starts: readonly number[], offset: number): Place {
  let low = 0;
  let high = starts.length;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((starts[middle] ?? 0) <= offset) {
      low = middle;
    } else {
      high = middle;
    }
  }
  return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 };
}

/** Where the lines of a text begin. */
export const lineStarts = (text: string): readonly number[] => [
  0,
  ...Array.from(text.matchAll(/\n/g), ({ index }) => index + 1),
];
