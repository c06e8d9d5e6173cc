import { escape, literal, type Escape } from './escape.ts';
import { invalid, type Pattern } from './pattern.ts';

const POSIX: Readonly<Record<string, string>> = {
  alnum: '0-9A-Za-z',
  alpha: 'A-Za-z',
  ascii: '\\u{0}-\\u{7f}',
  blank: '\\t\\u{20}',
  cntrl: '\\u{0}-\\u{1f}\\u{7f}',
  digit: '0-9',
  graph: '\\u{21}-\\u{7e}',
  lower: 'a-z',
  print: '\\u{20}-\\u{7e}',
  punct: '\\u{21}-\\u{2f}\\u{3a}-\\u{40}\\u{5b}-\\u{60}\\u{7b}-\\u{7e}',
  space: '\\t\\n\\v\\f\\r\\u{20}',
  upper: 'A-Z',
  word: '0-9A-Za-z_',
  xdigit: '0-9A-Fa-f',
};

/** Reads a class in brackets and gives the same one of JavaScript (flag v). */
export function brackets(pattern: Pattern): string {
  const { rest } = pattern;
  pattern.next();
  const negation = pattern.accept('^') ? '^' : '';
  const members: string[] = [];
  while (members.length === 0 || pattern.peek() !== ']') {
    if (pattern.isOver) {
      throw invalid('missing closing ]', rest);
    }
    members.push(posix(pattern) ?? range(pattern, rest));
  }
  pattern.next();
  return `[${negation}${members.join('')}]`;
}

function posix(pattern: Pattern): string | undefined {
  const found = pattern.match(/^\[:(\^?)([A-Za-z]*):\]/);
  if (!found) {
    return undefined;
  }
  const [whole, negation = '', name = ''] = found;
  const members = POSIX[name];
  if (members === undefined) {
    throw invalid('invalid character class range', whole);
  }
  return `[${negation}${members}]`;
}

function range(pattern: Pattern, whole: string): string {
  const { mark } = pattern;
  const low = member(pattern, whole);
  if (low.isClass || !/^-[^\]]/su.test(pattern.rest)) {
    return low.text;
  }
  pattern.next();
  const high = member(pattern, whole);
  if (high.isClass || value(low) > value(high)) {
    throw invalid('invalid character class range', pattern.since(mark));
  }
  return `${low.text}-${high.text}`;
}

function member(pattern: Pattern, whole: string): Escape {
  if (pattern.isOver) {
    throw invalid('missing closing ]', whole);
  }
  return pattern.peek() === '\\' ? escape(pattern) : { text: literal(pattern.next()), isClass: false };
}

const value = ({ text }: Escape): number =>
  text.startsWith('\\') ? Number.parseInt(text.slice(3), 16) : (text.codePointAt(0) ?? 0);
