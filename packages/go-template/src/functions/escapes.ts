import { bytesOf } from '../bytes.ts';
import { sprint } from '../format/printf.ts';
import { isPrintable } from '../quoted.ts';
import type { Value } from '../value.ts';

/** Go's `html`. */
export const html = (values: readonly Value[]): string =>
  printed(values).replace(/[\0"'&<>]/g, (character) => HTML[character] ?? '');

/** Go's `js`. */
export const js = (values: readonly Value[]): string =>
  Array.from(
    printed(values),
    (character) => JS[character] ?? (isPrintable(character) ? character : unicode(character)),
  ).join('');

/** Go's `urlquery`. */
export const urlquery = (values: readonly Value[]): string =>
  Array.from(bytesOf(printed(values)), (byte) => {
    const character = String.fromCharCode(byte);
    return /[\w.~-]/.test(character) ? character : byte === 0x20 ? '+' : `%${hex(byte, 2)}`;
  }).join('');

/** One value that is nil is printed as an action would print it. */
const printed = (values: readonly Value[]): string =>
  sprint(values.map((value) => (value === undefined ? '<no value>' : value)));

const HTML: Readonly<Record<string, string>> = {
  '\0': '\ufffd',
  '"': '&#34;',
  "'": '&#39;',
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
};

const JS: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  "'": "\\'",
  '"': '\\"',
  '<': '\\u003C',
  '>': '\\u003E',
  '&': '\\u0026',
  '=': '\\u003D',
};

const unicode = (character: string): string => `\\u${hex(character.codePointAt(0) ?? 0, 4)}`;
const hex = (code: number, digits: number): string => code.toString(16).toUpperCase().padStart(digits, '0');
