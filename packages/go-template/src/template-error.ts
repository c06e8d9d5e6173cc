import { sizeOf } from './bytes.ts';

/** Where something is: `line` counts from 1, `column` in bytes from 0, as Go counts them. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Why a template cannot be read or rendered, in Go's words; the position stands in the message as well. */
export class TemplateError extends Error {
  override readonly name = 'TemplateError';

  constructor(
    message: string,
    readonly during: 'parsing' | 'executing',
    readonly position: Position,
  ) {
    super(message);
  }
}

/** A text and where in it something is. */
export interface Spot {
  readonly source: string;
  readonly at: number;
}

/** Line and column of a spot. */
export function positionOf({ source, at }: Spot): Position {
  const before = source.slice(0, at);
  return { line: before.split('\n').length, column: sizeOf(before.slice(before.lastIndexOf('\n') + 1)) };
}

const LONGEST = 1000;

/** What stands in an error: people read it in an event. */
export const shortened = (text: string): string => (text.length > LONGEST ? `${text.slice(0, LONGEST)}...` : text);
