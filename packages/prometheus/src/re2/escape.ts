import { invalid, Re2Problem, type Pattern } from './pattern.ts';

/** A character of JavaScript's expressions (flag v) that means itself, inside and outside of brackets. */
export const literal = (character: string): string =>
  /^[A-Za-z0-9]$/.test(character) ? character : `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;

/** What stands for one character, or for a class of them; `isClass` cannot be the end of a range. */
export interface Escape {
  readonly text: string;
  readonly isClass: boolean;
}

const CONTROLS: Readonly<Record<string, string>> = { a: '\x07', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' };
const CLASSES: Readonly<Record<string, string>> = {
  d: '[0-9]',
  D: '[^0-9]',
  w: '[0-9A-Za-z_]',
  W: '[^0-9A-Za-z_]',
  s: '[\\t\\n\\f\\r\\u{20}]',
  S: '[^\\t\\n\\f\\r\\u{20}]',
};

/** Reads an escape that may stand inside of brackets; the backslash is still to be read. */
export function escape(pattern: Pattern): Escape {
  const { mark } = pattern;
  pattern.next();
  if (pattern.isOver) {
    throw new Re2Problem('invalid', 'trailing backslash at end of expression: ``');
  }
  const found = classEscape(pattern) ?? character(pattern);
  if (found !== undefined) {
    return found;
  }
  pattern.next();
  throw invalid('invalid escape sequence', pattern.since(mark));
}

function classEscape(pattern: Pattern): Escape | undefined {
  const perl = CLASSES[pattern.peek()];
  if (perl !== undefined) {
    pattern.next();
    return { text: perl, isClass: true };
  }
  const unicode = pattern.match(/^([pP])(?:\{(\^?)([A-Za-z_]+)\}|([A-Z]))/);
  return unicode && { text: unicodeClass(unicode), isClass: true };
}

/** A general category (`\pL`, `\p{Lu}`) or a script (`\p{Greek}`). */
function unicodeClass([whole, kind, negation, long, short]: RegExpExecArray): string {
  const isNegative = (kind === 'P') !== (negation === '^');
  const name = long ?? short ?? '';
  const value = [...(/^(?:[A-Z][a-z]?|Any)$/.test(name) ? [name] : []), `Script=${name}`].find((each) =>
    isProperty(each),
  );
  if (value === undefined) {
    throw invalid('invalid character class range', `\\${whole}`);
  }
  return `\\${isNegative ? 'P' : 'p'}{${value}}`;
}

function isProperty(value: string): boolean {
  try {
    return new RegExp(`\\p{${value}}`, 'v').test('') || true;
  } catch {
    return false;
  }
}

const CODES = [/^x\{([0-9A-Fa-f]{1,8})\}/, /^x([0-9A-Fa-f]{2})/];

function character(pattern: Pattern): Escape | undefined {
  const control = CONTROLS[pattern.peek()];
  const code = CODES.map((each) => pattern.match(each)).find((each) => each !== undefined);
  if (code) {
    return codePoint(Number.parseInt(code[1] ?? '', 16));
  }
  const octal = pattern.match(/^(?:0[0-7]{0,2}|[1-7][0-7]{1,2})/);
  if (octal) {
    return codePoint(Number.parseInt(octal[0], 8));
  }
  if (control === undefined && !/^[!-/:-@[-`{-~]/.test(pattern.peek())) {
    return undefined;
  }
  const given = pattern.next();
  return { text: literal(control ?? given), isClass: false };
}

function codePoint(code: number): Escape | undefined {
  return code > 0x10ffff ? undefined : { text: `\\u{${code.toString(16)}}`, isClass: false };
}
