import { brackets } from './brackets.ts';
import { escape, literal } from './escape.ts';
import { invalid, Pattern, Re2Problem } from './pattern.ts';

export { Re2Problem } from './pattern.ts';

/** An expression of JavaScript that matches what RE2's does. */
export interface Expression {
  readonly regExp: RegExp;
  /** The numbers of the groups that have names. */
  readonly names: ReadonlyMap<string, number>;
}

interface Flags {
  readonly i: boolean;
  readonly m: boolean;
  readonly s: boolean;
  readonly U: boolean;
}

/** A group that is being read: its flags, those it began with, and the wrappers that are open in it. */
interface Group {
  flags: Flags;
  readonly outer: Flags;
  open: number;
}

const LONGEST_REPEAT = 1000;

/**
 * Translates an expression of RE2 (Go's syntax), which must match a whole text. Throws Re2Problem: what RE2 does not
 * know (look-around, references) is invalid, `\C` (one byte) is not supported.
 */
export function anchored(source: string): Expression {
  const translation = new Translation(`^(?:${source})$`);
  return { regExp: new RegExp(translation.text(), 'v'), names: translation.names };
}

class Translation {
  readonly names = new Map<string, number>();
  private readonly pattern: Pattern;
  private readonly groups: Group[] = [];
  private group: Group = {
    flags: { i: false, m: false, s: false, U: false },
    outer: { i: false, m: false, s: false, U: false },
    open: 0,
  };
  private count = 0;
  private isRepeatable = false;

  constructor(private readonly source: string) {
    this.pattern = new Pattern(source);
  }

  text(): string {
    let text = '';
    while (!this.pattern.isOver) {
      text += this.piece();
    }
    if (this.groups.length > 0) {
      throw invalid('missing closing )', this.source);
    }
    return text + this.closed();
  }

  private piece(): string {
    switch (this.pattern.peek()) {
      case '(':
        return this.opening();
      case ')':
        return this.closing();
      case '|':
        return this.alternative();
      default:
        return this.repetition() ?? this.atom();
    }
  }

  private atom(): string {
    this.isRepeatable = true;
    switch (this.pattern.peek()) {
      case '[':
        return brackets(this.pattern);
      case '\\':
        return this.escape();
      case '.':
        this.pattern.next();
        return this.group.flags.s ? '[\\s\\S]' : '[^\\n]';
      case '^':
        this.pattern.next();
        return this.group.flags.m ? '(?:^|(?<=\\n))' : BEGINNING;
      case '$':
        this.pattern.next();
        return this.group.flags.m ? '(?:$|(?=\\n))' : ENDING;
      default:
        return literal(this.pattern.next());
    }
  }

  private escape(): string {
    const quoted = this.pattern.match(/^\\Q([\s\S]*?)(?:\\E|$)/);
    if (quoted) {
      return this.quoted(quoted[1] ?? '');
    }
    if (this.pattern.accept('\\C')) {
      throw new Re2Problem('unsupported', '\\C (a single byte) is not supported');
    }
    const place = PLACES.find(([letter]) => this.pattern.accept(letter));
    return place ? place[1] : escape(this.pattern).text;
  }

  private quoted(text: string): string {
    this.isRepeatable = text !== '';
    return Array.from(text, literal).join('');
  }

  /** Reads `*`, `+`, `?`, `{n,m}` and what makes them lazy; undefined where none comes next. */
  private repetition(): string | undefined {
    const { mark } = this.pattern;
    const found = this.pattern.match(/^(?:[*+?]|\{(\d+)(?:(,)(\d*))?\})/);
    if (!found) {
      return undefined;
    }
    const isLazy = this.pattern.accept('?') !== this.group.flags.U;
    const repeated = this.pattern.since(mark);
    if (!this.isRepeatable) {
      throw invalid('missing argument to repetition operator', repeated);
    }
    const [text, least, , most] = found;
    if ([least, most].some((each) => Number(each ?? 0) > LONGEST_REPEAT) || (most && Number(most) < Number(least))) {
      throw invalid('invalid repeat count', repeated);
    }
    const again = this.pattern.match(/^(?:[*+?]|\{\d+(?:,\d*)?\})/);
    if (again) {
      throw invalid('invalid nested repetition operator', repeated + again[0]);
    }
    return text + (isLazy ? '?' : '');
  }

  private opening(): string {
    const { rest } = this.pattern;
    this.isRepeatable = false;
    if (!this.pattern.accept('(?')) {
      this.pattern.next();
      return this.begin('(', this.group.flags);
    }
    const name = this.pattern.match(/^P<(\w+)>/)?.[1];
    if (name !== undefined) {
      return this.named(name);
    }
    const found = this.pattern.match(/^([imsU]*)(?:-([imsU]+))?([:)])/);
    if (!found) {
      throw invalid('invalid or unsupported Perl syntax', /^\(\?P?./.exec(rest)?.[0] ?? rest);
    }
    const [, on = '', off = '', end] = found;
    const flags = { ...this.group.flags, ...set(on, true), ...set(off, false) };
    return end === ':' ? this.begin('(?:', flags) : this.turn(flags);
  }

  private named(name: string): string {
    if (!this.names.has(name)) {
      this.names.set(name, this.count + 1);
    }
    return this.begin('(', this.group.flags);
  }

  private begin(text: string, flags: Flags): string {
    if (text === '(') {
      this.count += 1;
    }
    this.groups.push(this.group);
    const { flags: outer } = this.group;
    this.group = { flags: outer, outer, open: 0 };
    return text + this.turn(flags);
  }

  private closing(): string {
    const outer = this.groups.pop();
    if (!outer) {
      throw invalid('unexpected )', this.source);
    }
    const text = `${this.closed()})`;
    this.pattern.next();
    this.group = outer;
    this.isRepeatable = true;
    return text;
  }

  /** Flags last over the bars of their group; the wrappers that hold them do not. */
  private alternative(): string {
    this.pattern.next();
    this.isRepeatable = false;
    const { flags, outer } = this.group;
    const text = `${this.closed()}|`;
    this.group.flags = outer;
    return text + this.turn(flags);
  }

  /** Only the case of letters is a flag of JavaScript's too; the others are spelled out where they matter. */
  private turn(flags: Flags): string {
    const isSame = this.group.flags.i === flags.i;
    this.group.flags = flags;
    if (isSame) {
      return '';
    }
    this.group.open += 1;
    return flags.i ? '(?i:' : '(?-i:';
  }

  private closed(): string {
    const text = ')'.repeat(this.group.open);
    this.group.open = 0;
    return text;
  }
}

const BEGINNING = '(?:^)';
const ENDING = '(?:$)';
const PLACES: readonly (readonly [string, string])[] = [
  ['\\A', BEGINNING],
  ['\\z', ENDING],
  ['\\b', '(?:\\b)'],
  ['\\B', '(?:\\B)'],
];

const set = (letters: string, value: boolean): Partial<Flags> =>
  Object.fromEntries(Array.from(letters, (letter) => [letter, value]));
