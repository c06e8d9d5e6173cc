import { quoted } from './quoted.ts';
import { positionOf, shortened, TemplateError } from './template-error.ts';
import type { Place } from './tree.ts';
import type { Kind, Token } from './tokens.ts';

/** Hands out the tokens of a template in turn, and says where they are wrong. */
export interface TokenReader {
  readonly name: string;
  readonly source: string;
  readonly tokens: readonly Token[];
  /** The next token. */
  index: number;
  /** The last token that was looked at: what is wrong, is wrong there. */
  seen: Token;
}

/** The next token stays the next one. */
export function peek(reader: TokenReader): Token {
  reader.seen = reader.tokens[reader.index] ?? reader.seen;
  return reader.seen;
}

/** The next token. */
export function next(reader: TokenReader): Token {
  const token = peek(reader);
  reader.index += 1;
  return token;
}

/** Goes over space, and looks at what comes then. */
export function peekSolid(reader: TokenReader): Token {
  while (peek(reader).kind === 'space') {
    reader.index += 1;
  }
  return peek(reader);
}

/** The next token that is no space. */
export function nextSolid(reader: TokenReader): Token {
  peekSolid(reader);
  return next(reader);
}

/** Whether a token is this symbol or keyword. */
export const is = ({ kind, text }: Token, wanted: string): boolean =>
  (kind === 'symbol' || kind === 'keyword') && text === wanted;

/** The next token, which has to be of that kind. */
export function expect(reader: TokenReader, kind: Kind, context: string): Token {
  const token = nextSolid(reader);
  return token.kind === kind ? token : unexpected(reader, token, context);
}

/** What was read since `start`, as it is written. */
export function readSince(reader: TokenReader, start: number): Place {
  let index = reader.index - 1;
  while (reader.tokens[index]?.kind === 'space') {
    index -= 1;
  }
  const last = reader.tokens[index];
  return { at: start, text: reader.source.slice(start, last === undefined ? start : last.at + last.text.length) };
}

/** Throws that a token may not stand here. */
export function unexpected(reader: TokenReader, token: Token, context: string): never {
  return refuse(reader, token.kind === 'error' ? token.text : `unexpected ${shown(token)} in ${context}`, token);
}

/** Throws what is wrong, at the last token that was looked at. */
export function refuse(reader: TokenReader, problem: string, { at }: { readonly at: number } = reader.seen): never {
  const position = positionOf({ source: reader.source, at });
  const place = `${reader.name}:${position.line}:${position.column}`;
  throw new TemplateError(`template: ${place}: ${shortened(problem)}`, 'parsing', position);
}

function shown({ kind, text }: Token): string {
  if (kind === 'end') {
    return 'EOF';
  }
  if (kind === 'keyword') {
    return `<${text}>`;
  }
  return text.length > 10 ? `${quoted(Array.from(text.slice(0, 20)).slice(0, 10).join(''))}...` : quoted(text);
}
