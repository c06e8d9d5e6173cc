/** What happened, as lines that people read; kept only where somebody will. */
export class Story {
  readonly lines: string[] = [];

  constructor(
    private readonly isKept: boolean,
    private readonly elapsed: () => number,
  ) {}

  /** `who` does or is what; the text is made only where it is kept. */
  tell(who: string, what: () => string): void {
    if (!this.isKept) {
      return;
    }
    this.lines.push(`${timeOf(this.elapsed()).padStart(11)}  ${who.padEnd(8)} ${what()}`);
  }
}

/** `3:07.250`: minutes, seconds and ms. */
const timeOf = (ms: number): string =>
  `${Math.floor(ms / 60_000)}:${String(Math.floor(ms / 1000) % 60).padStart(2, '0')}.${String(ms % 1000).padStart(3, '0')}`;
