import { stripVTControlCharacters } from 'node:util';
import type { Io } from '../io.ts';

/**
 * Lines that are drawn again and again in the same place: as many as the terminal is high, and of these only those
 * that changed. What was drawn last stays.
 */
export class Frame {
  private drawn: readonly string[] = [];

  constructor(private readonly io: Pick<Io, 'out' | 'screen'>) {}

  draw(lines: readonly string[]): void {
    const { rows, columns } = this.io.screen;
    const shown = fitting(lines, rows - 1).map((line) => cut(line, columns));
    const height = Math.max(shown.length, this.drawn.length);
    const parts = Array.from({ length: height }, (_, at) =>
      at < this.drawn.length && shown[at] === this.drawn[at] ? '\n' : `\u001b[2K${shown[at] ?? ''}\n`,
    );
    const isSame = shown.length === this.drawn.length && shown.every((line, at) => line === this.drawn[at]);
    if (!isSame) {
      const back = this.drawn.length > 0 ? `\u001b[${this.drawn.length}A` : '';
      const up = height > shown.length ? `\u001b[${height - shown.length}A` : '';
      this.io.out(back + parts.join('') + up);
      this.drawn = shown;
    }
  }
}

/** As many lines as fit; the last of them says how many are left out. */
const fitting = (lines: readonly string[], most: number): readonly string[] =>
  lines.length <= most ? lines : [...lines.slice(0, most - 1), `… ${lines.length - most + 1} more`];

/** A line that wraps could not be drawn over. Where one is too long, it is shown without its colours. */
function cut(line: string, columns: number): string {
  const plain = stripVTControlCharacters(line);
  return plain.length < columns ? line : `${plain.slice(0, columns - 2)}…`;
}
