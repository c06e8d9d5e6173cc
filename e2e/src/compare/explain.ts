import { parse } from 'yaml';
import { KINDS, type Difference, type Kind } from './differences.ts';
import { listOf, stable, textOf, treeOf, type Tree } from './values.ts';

/** Why one kind of difference is allowed, and which differences exactly: all that is given must match. */
export interface Explanation {
  readonly recordings: readonly string[];
  readonly what: Kind;
  readonly subject: Pattern;
  readonly path?: Pattern;
  readonly flagger?: Pattern;
  readonly ours?: Pattern;
  readonly why: string;
  /** Names an issue or architecture.md, and quotes its sentence. */
  readonly permittedBy: string;
}

/** Undefined stands for an absent side. */
type Pattern = (text: string | undefined) => boolean;

/** Reads explained.yaml. Throws with the entry's number, the field, what was found and what is allowed. */
export function explanationsOf(yaml: string): readonly Explanation[] {
  return listOf(parse(yaml)).flatMap((entry, index) => {
    const { covers: matchers, ...reason } = treeOf(entry);
    const at = `entry ${index + 1}`;
    if (listOf(matchers).length === 0) {
      new Reader(treeOf(entry), at).refuse('covers', 'a list of what exactly is explained');
    }
    return listOf(matchers).map((matcher, place) =>
      new Reader({ ...reason, ...treeOf(matcher) }, `${at}, covers ${place + 1}`).explanation(),
    );
  });
}

/** The first explanation that covers a difference in a recording. */
export function explanationFor(
  id: string,
  difference: Difference,
  explanations: readonly Explanation[],
): Explanation | undefined {
  return explanations.find((explanation) => isAbout(explanation, id) && covers(explanation, difference));
}

/** Whether an explanation names a recording; `istio/*` names all of a folder, `*` all. */
export const isAbout = ({ recordings }: Explanation, id: string): boolean =>
  recordings.some((name) => name === id || (name.endsWith('*') && id.startsWith(name.slice(0, -1))));

function covers(explanation: Explanation, { what, subject, path, flagger, ours }: Difference): boolean {
  return (
    explanation.what === what
    && explanation.subject(subject)
    && (explanation.path?.(path) ?? true)
    && (explanation.flagger?.(flagger) ?? true)
    && (explanation.ours?.(ours) ?? true)
  );
}

const FIELDS = ['recordings', 'what', 'subject', 'path', 'flagger', 'ours', 'why', 'permittedBy'];
const NOTHING = 'nothing';
const REGEXP = '~ ';
const UNLIKELY = ['', 'zq', 'Zq 7\nzq: /x-1 {}', '0'];

/** Reads one matcher of explained.yaml, with the reason that its entry gives. */
class Reader {
  constructor(
    private readonly entry: Tree,
    private readonly at: string,
  ) {}

  explanation(): Explanation {
    const unknown = Object.keys(this.entry).find((name) => !FIELDS.includes(name));
    if (unknown !== undefined) {
      this.refuse(unknown, FIELDS.join(', '));
    }
    const sides = { ...this.optional('path'), ...this.optional('flagger'), ...this.optional('ours') };
    if (Object.keys(sides).length === 0) {
      this.refuse('path', 'at least one of path, flagger and ours: an explanation must be narrow');
    }
    return {
      recordings: this.recordings(),
      what: this.what(),
      subject: this.pattern('subject'),
      ...sides,
      why: this.sentence('why'),
      permittedBy: this.permission(),
    };
  }

  private recordings(): readonly string[] {
    const names = listOf(this.entry['recordings']).map(textOf);
    return names.length > 0 && names.every(Boolean)
      ? names
      : this.refuse('recordings', 'a list of ids, each whole or with * at its end');
  }

  private what(): Kind {
    return KINDS.find((kind) => kind === this.entry['what']) ?? this.refuse('what', KINDS.join(', '));
  }

  private sentence(name: string): string {
    return textOf(this.entry[name]).trim() || this.refuse(name, 'a sentence');
  }

  private permission(): string {
    const text = this.sentence('permittedBy');
    return /\b(issue \d+|architecture\.md)\b.*".+"/s.test(text)
      ? text
      : this.refuse('permittedBy', 'the name of an issue or architecture.md, and its sentence in "quotes"');
  }

  private optional(name: 'path' | 'flagger' | 'ours'): Partial<Record<typeof name, Pattern>> {
    return this.entry[name] === undefined ? {} : { [name]: this.pattern(name) };
  }

  /**
   * A text is meant literally; `~ ` before it makes it a regular expression for the whole text; `nothing` is an
   * absent side.
   */
  private pattern(name: string): Pattern {
    const value = this.entry[name];
    if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') {
      this.refuse(name, 'a text, "nothing", or "~ " and a regular expression');
    }
    const text = String(value);
    if (text === NOTHING) {
      return (found) => found === undefined;
    }
    if (!text.startsWith(REGEXP)) {
      return (found) => found === text;
    }
    const regexp = new RegExp(`^(?:${text.slice(REGEXP.length)})$`, 's');
    if (UNLIKELY.every((unlikely) => regexp.test(unlikely))) {
      this.refuse(name, 'a pattern that does not match everything');
    }
    return (found) => found !== undefined && regexp.test(found);
  }

  refuse(name: string, allowed: string): never {
    throw new Error(`explained.yaml, ${this.at}, ${name}: found ${stable(this.entry[name])}, allowed is ${allowed}`);
  }
}
