import { unsupported, wrong } from './problem.ts';

const UNITS: readonly (readonly [string, number])[] = [
  ['y', 365 * 86_400_000],
  ['w', 7 * 86_400_000],
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1000],
  ['ms', 1],
];
const DURATION = /^(?:(\d+)y)?(?:(\d+)w)?(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m(?!s))?(?:(\d+)s)?(?:(\d+)ms)?$/;

/** A duration like `1h30m`, in ms; undefined for another text. */
export function durationOf(text: string): number | undefined {
  const found = text === '' ? undefined : (DURATION.exec(text) ?? undefined);
  return found && UNITS.reduce((sum, [, unit], index) => sum + Number(found[index + 1] ?? 0) * unit, 0);
}

/** A duration in brackets or behind `offset`, in ms. */
export function duration(text: string, at: number): number {
  const found = durationOf(text);
  if (found === undefined) {
    throw unsupported(at, `the duration ${text}: it needs a unit`);
  }
  if (found === 0) {
    throw wrong(at, 'duration must be greater than 0');
  }
  return found;
}

/** A number as Go's ParseFloat reads it; undefined where it is none. */
export function floatOf(text: string): number | undefined {
  const [, sign, special] = /^([+-]?)(?:(inf|infinity)|nan)$/i.exec(text) ?? [];
  if (sign !== undefined) {
    return special === undefined ? NaN : Number(`${sign}Infinity`);
  }
  if (/^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(text)) {
    return Number(text);
  }
  return undefined;
}

/** A number in a query: decimal, hexadecimal (`0x1F`), octal (`017`), Inf or NaN; with a sign or without. */
export function number(text: string, at: number): number {
  const [, sign = '', digits = ''] = /^([+-]?)\s*(.*)$/s.exec(text) ?? [];
  const value = unsigned(digits);
  if (value === undefined) {
    throw unsupported(at, `the number ${digits}`);
  }
  return sign === '-' ? -value : value;
}

function unsigned(digits: string): number | undefined {
  if (/^0x[0-9a-f]+$/i.test(digits)) {
    return Number(digits);
  }
  if (/^0[0-7]+$/.test(digits)) {
    return Number.parseInt(digits, 8);
  }
  return floatOf(digits);
}

const CHARACTERS: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
};
/** A character by its number, by its bytes (of which it may have several), or by a letter. */
const ESCAPE = /\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8}|(?:\\x[0-9A-Fa-f]{2}|\\[0-3][0-7]{2})+|\\[\s\S]?/g;

/** A string without its quotes, and with its escapes (Go's) resolved. */
export function string(text: string, at: number): string {
  const quote = text.charAt(0);
  const inner = text.slice(1, -1);
  if (quote === '`') {
    return inner;
  }
  if (!isEnded(text, quote)) {
    throw wrong(at, 'unterminated quoted string');
  }
  return inner.replace(ESCAPE, (escape) => {
    const found = resolved(escape, quote);
    if (found === undefined) {
      throw wrong(at, `unknown escape sequence ${escape}`);
    }
    return found;
  });
}

const isEnded = (text: string, quote: string): boolean =>
  text.length > 1 && text.endsWith(quote) && !text.includes('\n') && !/(?:^|[^\\])(?:\\\\)*\\$/.test(text.slice(1, -1));

function resolved(escape: string, quote: string): string | undefined {
  const letter = escape.charAt(1);
  if (letter === '"' || letter === "'") {
    return letter === quote ? letter : undefined;
  }
  if (/^[x\d]/.test(letter)) {
    return decoded(escape);
  }
  return letter === 'u' || letter === 'U' ? character(Number.parseInt(escape.slice(2), 16)) : CHARACTERS[letter];
}

const character = (code: number): string | undefined =>
  code <= 0x10ffff && !(code >= 0xd800 && code < 0xe000) ? String.fromCodePoint(code) : undefined;

function decoded(escapes: string): string | undefined {
  const bytes = Array.from(escapes.matchAll(/x(..)|(\d{3})/g), ([, hexadecimal, octal = '']) =>
    hexadecimal === undefined ? Number.parseInt(octal, 8) : Number.parseInt(hexadecimal, 16),
  );
  return bytes.length === 0 ? undefined : Buffer.from(bytes).toString();
}
