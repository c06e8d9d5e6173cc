import { fail, found, passRight, push, RIGHT, SPACE, type Cursor, type Token } from './cursor.ts';
import { readInside } from './action-tokens.ts';

export type { Kind, Token } from './cursor.ts';

/** The tokens of a template; the last one is `end`, or the first error. */
export function tokensOf(source: string): readonly Token[] {
  const cursor: Cursor = { source, tokens: [], at: 0, parentheses: 0, inside: false };
  while (cursor.tokens.at(-1)?.kind !== 'error') {
    if (cursor.inside) {
      readInside(cursor);
    } else if (cursor.at < source.length) {
      readText(cursor);
    } else {
      push(cursor, 'end', '');
      break;
    }
  }
  return cursor.tokens;
}

const LEFT = /\{\{(?:-(?=[ \t\r\n]))?/y;
const COMMENT = /(?:[ \t\r\n])?\/\*/y;

function readText(cursor: Cursor): void {
  const { source, at } = cursor;
  const next = source.indexOf('{{', at);
  const end = next < 0 ? source.length : next;
  cursor.at = end;
  const left = found(cursor, LEFT) ?? '';
  const text = source.slice(at, left === '{{-' ? withoutSpace(source, at, end) : end);
  if (text !== '') {
    cursor.tokens.push({ kind: 'text', text, at });
  }
  if (left !== '') {
    readLeft(cursor, left);
  }
}

function withoutSpace(source: string, start: number, end: number): number {
  let at = end;
  while (at > start && SPACE.includes(source.charAt(at - 1))) {
    at -= 1;
  }
  return at;
}

function readLeft(cursor: Cursor, left: string): void {
  const at = cursor.at;
  cursor.at += left.length;
  const comment = found(cursor, COMMENT);
  if (comment === undefined || comment.length > 2 !== (left === '{{-')) {
    cursor.tokens.push({ kind: 'left', text: left, at });
    cursor.inside = true;
    cursor.parentheses = 0;
    return;
  }
  cursor.at += comment.length;
  const end = cursor.source.indexOf('*/', cursor.at);
  if (end < 0) {
    fail(cursor, 'unclosed comment', cursor.at - 2);
    return;
  }
  cursor.at = end + 2;
  const right = found(cursor, RIGHT);
  if (right === undefined) {
    fail(cursor, 'comment ends before closing delimiter', end);
    return;
  }
  passRight(cursor, right);
}
