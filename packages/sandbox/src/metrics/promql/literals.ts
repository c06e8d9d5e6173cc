import { unsupported, wrong } from './problem.ts';

const UNITS: readonly (readonly [string, number])[] = [
  ['y', 365 * 86_400_000], ['w', 7 * 86_400_000], ['d', 86_400_000], ['h', 3_600_000], ['m', 60_000], ['s', 1000], ['ms', 1],
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
  if (found === undefined) throw unsupported(at, `the duration ${text}: it needs a unit`);
  if (found === 0) throw wrong(at, 'duration must be greater than 0');
  return found;
}

/** A number as Go's ParseFloat reads it; undefined where it is none. */
export function floatOf(text: string): number | undefined {
  const [, sign, special] = /^([+-]?)(?:(inf|infinity)|nan)$/i.exec(text) ?? [];
  if (sign !== undefined) return special === undefined ? NaN : Number(`${sign}Infinity`);
  if (/^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(text)) return Number(text);
  return undefined;
}

/** A number in a query: decimal, hexadecimal (`0x1F`), octal (`017`), Inf or NaN; with a sign or without. */
export function number(text: string, at: number): number {
  const [, sign = '', digits = ''] = /^([+-]?)\s*(.*)$/s.exec(text) ?? [];
  const value = unsigned(digits);
  if (value === undefined) throw unsupported(at, `the number ${digits}`);
  return sign === '-' ? -value : value;
}

function unsigned(digits: string): number | undefined {
  if (/^0x[0-9a-f]+$/i.test(digits)) return Number(digits);
  if (/^0[0-7]+$/.test(digits)) return Number.parseInt(digits, 8);
  return floatOf(digits);
}

const ESCAPES: Readonly<Record<string, string>> = { a: '\x07', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v', '\\': '\\' };
const ESCAPE = /\\(?:([abfnrtv\\'"])|x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|([0-3][0-7]{2})|([\s\S]?))/g;

/** A string without its quotes, and with its escapes (Go's) resolved. */
export function string(text: string, at: number): string {
  const quote = text.charAt(0);
  const inner = text.slice(1, -1);
  if (quote === '`') return inner;
  if (text.length < 2 || !isEnded(text, quote) || inner.includes('\n')) throw wrong(at, 'unterminated quoted string');
  return bytes(inner.replace(ESCAPE, (whole: string, plain?: string, ...codes: readonly unknown[]) => {
    if (plain === "'" || plain === '"') {
      if (plain !== quote) throw wrong(at, `unknown escape sequence ${whole}`);
      return plain;
    }
    if (plain !== undefined) return ESCAPES[plain] ?? plain;
    return coded(codes.slice(0, 4), () => wrong(at, `unknown escape sequence ${whole}`));
  }));
}

const isEnded = (text: string, quote: string): boolean => text.endsWith(quote) && !/(?:^|[^\\])(?:\\\\)*\\$/.test(text.slice(1, -1));

/** A character by its number: two, four or eight hexadecimal digits, or three octal ones. */
function coded([byte, short, long, octal]: readonly unknown[], problem: () => Error): string {
  const code = typeof octal === 'string' ? Number.parseInt(octal, 8) : Number.parseInt(String(byte ?? short ?? long ?? ''), 16);
  if (Number.isNaN(code) || code > 0x10ffff || (code >= 0xd800 && code < 0xe000)) throw problem();
  const isByte = typeof byte === 'string' || typeof octal === 'string';
  return isByte && code > 0x7f ? String.fromCodePoint(BYTES + code) : String.fromCodePoint(code);
}

/** Escapes name bytes: those above 0x7f wait in a private area of Unicode until the whole string is decoded. */
const BYTES = 0x10ff00;

function bytes(text: string): string {
  if (!/[\u{10ff80}-\u{10ffff}]/u.test(text)) return text;
  const parts = Array.from(text, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return code >= BYTES ? Buffer.of(code - BYTES) : Buffer.from(character);
  });
  return Buffer.concat(parts).toString();
}
