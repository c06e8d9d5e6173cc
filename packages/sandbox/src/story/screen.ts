import { cut } from './colours.ts';

/** Where the story is told. */
export interface Screen {
  /** Says something that stays. */
  say(line: string): void;
  /** Shows what is now, instead of what was shown before. */
  show(panel: readonly string[], plain: PlainLine): void;
  /** Leaves what is shown as it is, and goes on below. */
  settle(): void;
}

/** The panel in one line; it is worth saying where the key is another than before. */
export interface PlainLine {
  readonly key: string;
  readonly text: string;
}

type Output = Pick<NodeJS.WriteStream, 'write'> & { readonly columns?: number };

const WIDTH = 80;

/** A terminal: the panel stays at the bottom, and what is said rolls by above it. */
export class Terminal implements Screen {
  private shown: readonly string[] = [];

  constructor(private readonly output: Output) {}

  say(line: string): void {
    this.draw([line], this.shown);
  }

  show(panel: readonly string[]): void {
    this.draw([], panel);
  }

  settle(): void {
    this.shown = [];
  }

  /** In one write, so that nothing flickers. Only the panel is cut: a line that wraps could not be drawn over. */
  private draw(said: readonly string[], panel: readonly string[]): void {
    const back = this.shown.length > 0 ? `\u001b[${this.shown.length}A\u001b[0J` : '';
    const fitting = panel.map((line) => cut(line, (this.output.columns ?? WIDTH) - 1));
    this.output.write(back + [...said, ...fitting].map((line) => `${line}\n`).join(''));
    this.shown = panel;
  }
}

/** No terminal: one line for each thing that changed. */
export class PlainLines implements Screen {
  private last = '';

  constructor(
    private readonly output: Output,
    private readonly now: () => string,
  ) {}

  say(line: string): void {
    this.output.write(`${line}\n`);
  }

  show(_: readonly string[], { key, text }: PlainLine): void {
    if (key === this.last) {
      return;
    }
    this.last = key;
    this.say(`${this.now()}  ${text}`);
  }

  settle(): void {
    // what was said stays said
  }
}
