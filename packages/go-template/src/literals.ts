import { bytesOf, textOf } from './bytes.ts';

/** The value of a literal, or what is wrong with it, in Go's words. */
export type Literal<Kind> = { readonly value: Kind } | { readonly wrong: string };

const ESCAPE = /\\(?:([abfnrtv\\'"])|x([\da-fA-F]{2})|([0-7]{3})|u([\da-fA-F]{4})|U([\da-fA-F]{8})|)/g;
const SHORT: Readonly<Record<string, string>> = { a: '\u0007', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' };
const INVALID = { wrong: 'invalid syntax' };

/** The text of a string between quotes or backquotes. */
export function stringValue(source: string): Literal<string> {
  const inner = source.slice(1, -1);
  return source.startsWith('`') ? { value: inner.replaceAll('\r', '') } : unescaped(inner, '"');
}

/** The code point of a character between single quotes. */
export function characterValue(source: string): Literal<bigint> {
  const text = unescaped(source.slice(1, -1), "'");
  if ('wrong' in text) {
    return text;
  }
  const [first, ...more] = Array.from(text.value);
  if (first === undefined) {
    return INVALID;
  }
  return more.length > 0
    ? { wrong: `malformed character constant: ${source}` }
    : { value: BigInt(first.codePointAt(0) ?? 0) };
}

/** Escapes of one byte may make up one character together, so bytes are put together first. */
function unescaped(source: string, quote: string): Literal<string> {
  const parts: Uint8Array[] = [];
  let end = 0;
  for (const match of source.matchAll(ESCAPE)) {
    const escape = escapeBytes(match, quote);
    if (escape === undefined) {
      return INVALID;
    }
    parts.push(bytesOf(source.slice(end, match.index)), escape);
    end = match.index + match[0].length;
  }
  const rest = source.slice(end);
  return { value: parts.length === 0 ? rest : textOf(Buffer.concat(parts)) + rest };
}

function escapeBytes([, ...groups]: RegExpMatchArray, quote: string): Uint8Array | undefined {
  const [short, hex, octal, four, eight]: readonly (string | undefined)[] = groups;
  if (short !== undefined) {
    const isOther = (short === '"' || short === "'") && short !== quote;
    return isOther ? undefined : bytesOf(SHORT[short] ?? short);
  }
  const byte = hex === undefined ? octal && Number.parseInt(octal, 8) : Number.parseInt(hex, 16);
  if (typeof byte === 'number') {
    return byte < 256 ? Uint8Array.of(byte) : undefined;
  }
  const code = Number.parseInt(four ?? eight ?? '', 16);
  return code <= 0x10ffff && !(code >= 0xd800 && code < 0xe000) ? bytesOf(String.fromCodePoint(code)) : undefined;
}

const GREATEST = 2n ** 63n;
const DIGITS = /^[+-]?(?:0[xX](?:_?[\da-fA-F])+|0[oO](?:_?[0-7])+|0[bB](?:_?[01])+|0(?:_?[0-7])*|[1-9](?:_?\d)*)$/;
const DECIMAL = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

/** The value of a number: whole, unless it has a point or an exponent. */
export function numberValue(source: string): Literal<bigint | number> {
  if (source.endsWith('i')) {
    return { wrong: `complex numbers are not supported: "${source}"` };
  }
  if (DIGITS.test(source)) {
    const value = wholeNumber(source);
    return value >= -GREATEST && value < GREATEST ? { value } : { wrong: `integer overflow: "${source}"` };
  }
  if (/^[+-]?0[xX]/.test(source) && /[.pP]/.test(source)) {
    return { wrong: `hexadecimal fractions are not supported: "${source}"` };
  }
  if (DECIMAL.test(source)) {
    const value = Number(source);
    return /[.eE]/.test(source)
      ? Number.isFinite(value)
        ? { value }
        : { wrong: `illegal number syntax: "${source}"` }
      : { wrong: `integer overflow: "${source}"` };
  }
  return { wrong: `illegal number syntax: "${source}"` };
}

function wholeNumber(source: string): bigint {
  const digits = source.replaceAll('_', '').replace(/^[+-]/, '').toLowerCase();
  const size = BigInt(/^0\d/.test(digits) ? `0o${digits.slice(1)}` : digits);
  return source.startsWith('-') ? -size : size;
}
