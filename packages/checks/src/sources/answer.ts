import { STATUS_CODES } from 'node:http';
import type { NoValue } from './source.ts';

/** The longest answer that is read, bytes. */
export const LONGEST_ANSWER = 2 ** 20;

const LONGEST_TEXT = 1000;

/** As much of an answer as a text shows; secrets must be out of it, since a part of one would not be found any more. */
export const excerpt = (text: string): string => text.slice(0, LONGEST_TEXT);

/** An answer that cannot be read. */
export const unreadable = (text: string): NoValue => ({
  kind: 'error',
  message: `error unmarshaling result: '${excerpt(text)}'`,
});

/**
 * An answer that is no 2xx. A server that says of itself, or through a proxy, that it cannot answer now (429, 502 and
 * up) gave none.
 */
export const refusal = (status: number, text: string): NoValue => ({
  kind: status === 429 || status > 501 ? 'unreachable' : 'error',
  message: `error response: Status ${status} ${STATUS_CODES[status] ?? ''}: ${excerpt(text)}`,
});
