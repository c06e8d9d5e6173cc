import { fail, found, passRight, push, RIGHT, type Cursor, type Kind } from './cursor.ts';
import { characterShown } from './quoted.ts';

const BLANK = /[ \t\r\n]+?(?=[ \t\r\n]-\}\})|[ \t\r\n]+/y;
const DECLARE = /:=?/y;
const SYMBOL = /[=|(),]|[!#%&*/;<>?@[\\\]^{}~]/y;
const STRING = /"[^"\\\n]*(?:\\[^\n][^"\\\n]*)*"|`[^`]*`/y;
const CHARACTER = /'[^'\\\n]*(?:\\[^\n][^'\\\n]*)*'/y;
const NAMED = /(?:\$|\.(?!\d))?[\p{L}\p{Nd}_]*/uy;
const NUMBER =
  /[+-]?(?:0[xX][\da-fA-F_]*(?:\.[\da-fA-F_]*)?(?:[pP][+-]?[\d_]*)?|0[oO][0-7_]*|0[bB][01_]*|[\d_]*(?:\.[\d_]*)?(?:[eE][+-]?[\d_]*)?)i?/y;
const LETTER = /[\p{L}\p{Nd}_]/uy;
const TERMINATOR = /[ \t\r\n.,|:()]|\}\}|$/y;
const KEYWORDS: ReadonlySet<string> = new Set(
  'block break continue define else end if range nil template with'.split(' '),
);

/** Reads one token of an action. */
export function readInside(cursor: Cursor): void {
  const right = found(cursor, RIGHT);
  if (right !== undefined) {
    readRight(cursor, right);
    return;
  }
  if (cursor.at >= cursor.source.length) {
    fail(cursor, 'unclosed action');
    return;
  }
  const blank = found(cursor, BLANK);
  if (blank !== undefined) {
    push(cursor, 'space', blank);
    return;
  }
  readWord(cursor, cursor.source.charAt(cursor.at));
}

function readRight(cursor: Cursor, right: string): void {
  if (cursor.parentheses > 0) {
    fail(cursor, 'unclosed left paren');
    return;
  }
  cursor.tokens.push({ kind: 'right', text: '}}', at: cursor.at + right.length - 2 });
  cursor.inside = false;
  passRight(cursor, right);
}

function readWord(cursor: Cursor, first: string): void {
  switch (first) {
    case '"':
      return pushClosed(cursor, 'string', [STRING, 'unterminated quoted string']);
    case '`':
      return pushClosed(cursor, 'string', [STRING, 'unterminated raw quoted string']);
    case "'":
      return pushClosed(cursor, 'character', [CHARACTER, 'unterminated character constant']);
    case ':':
      return pushDeclare(cursor);
  }
  const named = found(cursor, NAMED) ?? '';
  if (named !== '' && !/^\d/.test(named)) {
    pushNamed(cursor, named);
  } else if (/[+\-.\d]/.test(first)) {
    pushNumber(cursor);
  } else {
    pushSymbol(cursor);
  }
}

function pushClosed(cursor: Cursor, kind: Kind, [pattern, problem]: readonly [RegExp, string]): void {
  const text = found(cursor, pattern);
  if (text === undefined) {
    fail(cursor, problem);
  } else {
    push(cursor, kind, text);
  }
}

function pushDeclare(cursor: Cursor): void {
  if (found(cursor, DECLARE) === ':=') {
    push(cursor, 'symbol', ':=');
  } else {
    fail(cursor, 'expected :=');
  }
}

function pushNamed(cursor: Cursor, text: string): void {
  const start = cursor.at;
  push(cursor, kindOf(text), text);
  if (found(cursor, TERMINATOR) === undefined) {
    cursor.tokens.pop();
    fail(cursor, `bad character ${characterShown(cursor.source.codePointAt(cursor.at) ?? 0)}`, start);
  }
}

function kindOf(text: string): Kind {
  if (text.startsWith('$')) {
    return 'variable';
  }
  if (text.startsWith('.')) {
    return text === '.' ? 'dot' : 'field';
  }
  if (KEYWORDS.has(text)) {
    return 'keyword';
  }
  return text === 'true' || text === 'false' ? 'bool' : 'word';
}

function pushNumber(cursor: Cursor): void {
  const start = cursor.at;
  push(cursor, 'number', found(cursor, NUMBER) ?? '');
  const letter = found(cursor, LETTER) ?? found(cursor, /[+-]/y);
  if (letter !== undefined) {
    cursor.tokens.pop();
    fail(cursor, `bad number syntax: "${cursor.source.slice(start, cursor.at)}${letter}"`, start);
  }
}

function pushSymbol(cursor: Cursor): void {
  const symbol = found(cursor, SYMBOL);
  if (symbol === undefined) {
    fail(cursor, `unrecognized character in action: ${characterShown(cursor.source.codePointAt(cursor.at) ?? 0)}`);
    return;
  }
  cursor.parentheses += symbol === '(' ? 1 : symbol === ')' ? -1 : 0;
  if (cursor.parentheses < 0) {
    fail(cursor, 'unexpected right paren');
    return;
  }
  push(cursor, 'symbol', symbol);
}
