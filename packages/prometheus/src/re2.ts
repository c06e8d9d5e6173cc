import { RE2JS, RE2JSSyntaxException } from 're2js';

/** An expression that RE2 would refuse, in its words. */
export class Re2Problem extends Error {}

/** An expression of RE2 (Go's syntax). */
export interface Expression {
  /** Whether it is found in a text. */
  readonly test: (text: string) => boolean;
  /** What it found first: the whole, then its groups. */
  readonly exec: (text: string) => readonly (string | undefined)[] | undefined;
  /** A text with all that it finds replaced; `$1` stands for a group, `$$` for a dollar. */
  readonly replace: (text: string, by: string) => string;
  /** The numbers of the groups that have names. */
  readonly names: ReadonlyMap<string, number>;
}

/** An expression that must match a whole text. Throws Re2Problem. */
export const anchored = (source: string): Expression => expression(`^(?:${source})$`);

/** An expression. Throws Re2Problem. */
export function expression(source: string): Expression {
  const compiled = compile(source);
  return {
    test: (text) => compiled.test(text),
    exec: (text) => {
      const matcher = compiled.matcher(text);
      return matcher.find()
        ? Array.from({ length: matcher.groupCount() + 1 }, (_, number) => matcher.group(number) ?? undefined)
        : undefined;
    },
    replace: (text, by) => compiled.matcher(text).replaceAll(by),
    names: new Map(Object.entries(compiled.namedGroups())),
  };
}

function compile(source: string): RE2JS {
  try {
    return RE2JS.compile(asKnown(source));
  } catch (error) {
    throw error instanceof RE2JSSyntaxException ? new Re2Problem(error.message, { cause: error }) : error;
  }
}

/**
 * An expression as Prometheus 2.42 understands it, whose Go is older than the one re2js follows: `(?<` is no group, and
 * of groups with one name only the first has it.
 */
function asKnown(source: string): string {
  const names = new Set<string>();
  return source.replace(PIECES, (piece, name?: string) => {
    if (piece === '(?<') {
      throw new Re2Problem('error parsing regexp: invalid or unsupported Perl syntax: `(?<`');
    }
    if (name === undefined) {
      return piece;
    }
    const isFirst = !names.has(name);
    names.add(name);
    return isFirst ? piece : '(';
  });
}

/** Beginnings of groups, and what only looks like one: quotes, escapes and brackets. */
const PIECES = /\\Q[\s\S]*?(?:\\E|$)|\\[\s\S]|\[\^?\]?(?:\[:\^?\w*:\]|\\[\s\S]|[^\]\\])*\]|\(\?<|\(\?P<(\w+)>/g;
