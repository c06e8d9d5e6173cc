import { unreadable } from './answer.ts';
import type { Measured } from './source.ts';

/** What stands at a place in JSON, undefined where there is no such place; a negative number counts from the end. */
export const at = (json: unknown, ...path: readonly (string | number)[]): unknown =>
  path.reduce<unknown>((inside, key) => {
    if (Array.isArray(inside)) {
      return typeof key === 'number' ? inside.at(key) : undefined;
    }
    return typeof inside === 'object' && inside !== null
      ? Object.getOwnPropertyDescriptor(inside, String(key))?.value
      : undefined;
  }, json);

/** The items of a list, none where it is none. */
export const listed = (json: unknown): readonly unknown[] => (Array.isArray(json) ? json : []);

export const NO_VALUES: Measured = { problem: { kind: 'no-values', message: 'no values found' } };

/** The value that an answer ends in; a number that is a text counts, as Google writes whole ones. */
export function single(value: unknown): Measured {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && !Number.isNaN(number) ? { value: number } : NO_VALUES;
}

/** The query got no answer of use. */
export const failed = (message: string): Measured => ({ problem: { kind: 'error', message } });

/** Reads answers in JSON: an object or a list. */
export const inJson =
  (read: (json: unknown) => Measured) =>
  (text: string): Measured => {
    const json = parsed(text);
    return typeof json === 'object' && json !== null ? read(json) : { problem: unreadable(text) };
  };

/** What a text in JSON says; undefined where it is none. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
