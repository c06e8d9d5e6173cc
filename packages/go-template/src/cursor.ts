/** What a token is; `word` is a function's name. */
export type Kind =
  | 'text'
  | 'left'
  | 'right'
  | 'space'
  | 'symbol'
  | 'string'
  | 'character'
  | 'number'
  | 'bool'
  | 'field'
  | 'dot'
  | 'variable'
  | 'word'
  | 'keyword'
  | 'error'
  | 'end';

/** A piece of the source from `at`; the text of an error says what is wrong there. */
export interface Token {
  readonly kind: Kind;
  readonly text: string;
  readonly at: number;
}

/** How far a template is read. */
export interface Cursor {
  readonly source: string;
  readonly tokens: Token[];
  at: number;
  parentheses: number;
  inside: boolean;
}

/** The token from here. */
export function push(cursor: Cursor, kind: Kind, text: string): void {
  cursor.tokens.push({ kind, text, at: cursor.at });
  cursor.at += text.length;
}

/** What is wrong ends the tokens. */
export function fail(cursor: Cursor, text: string, at = cursor.at): void {
  cursor.tokens.push({ kind: 'error', text, at });
}

/** What a sticky pattern finds at the cursor. */
export function found(cursor: Cursor, pattern: RegExp): string | undefined {
  pattern.lastIndex = cursor.at;
  return pattern.exec(cursor.source)?.[0];
}

/** What Go takes for space. */
export const SPACE = ' \t\r\n';
/** The end of an action, with the dash that takes the space behind it away. */
export const RIGHT = /(?:[ \t\r\n]-)?\}\}/y;

/** Goes over the end of an action. */
export function passRight(cursor: Cursor, right: string): void {
  cursor.at += right.length;
  while (right.length > 2 && cursor.at < cursor.source.length && SPACE.includes(cursor.source.charAt(cursor.at))) {
    cursor.at += 1;
  }
}
