/** An expression that RE2 would refuse (`invalid`), or that we cannot translate. The message begins as RE2's. */
export class Re2Problem extends Error {
  readonly kind: 'invalid' | 'unsupported';

  constructor(kind: 'invalid' | 'unsupported', message: string) {
    super(`error parsing regexp: ${message}`);
    this.kind = kind;
  }
}

export const invalid = (what: string, where: string): Re2Problem => new Re2Problem('invalid', `${what}: \`${where}\``);

/** The characters of an expression, and how far it is read. */
export class Pattern {
  private readonly characters: readonly string[];
  private position = 0;

  constructor(source: string) {
    this.characters = Array.from(source);
  }

  get isOver(): boolean {
    return this.position >= this.characters.length;
  }

  /** What is still to be read. */
  get rest(): string {
    return this.characters.slice(this.position).join('');
  }

  /** What was read since a mark. */
  since(mark: number): string {
    return this.characters.slice(mark, this.position).join('');
  }

  get mark(): number {
    return this.position;
  }

  /** The next character, '' at the end. */
  peek(): string {
    return this.characters[this.position] ?? '';
  }

  next(): string {
    const character = this.peek();
    this.position += 1;
    return character;
  }

  /** Reads this text if it comes next. */
  accept(text: string): boolean {
    if (!this.rest.startsWith(text)) {
      return false;
    }
    this.position += Array.from(text).length;
    return true;
  }

  /** Reads what an expression of ours with `^` matches here. */
  match(expression: RegExp): RegExpExecArray | undefined {
    const found = expression.exec(this.rest) ?? undefined;
    if (found) {
      this.position += Array.from(found[0]).length;
    }
    return found;
  }
}
