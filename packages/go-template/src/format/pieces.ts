import { CallProblem } from '../call-problem.ts';
import { LONGEST } from '../limits.ts';

/** A text that is put together, and must not get too long. */
export class Pieces {
  private readonly pieces: string[] = [];
  private length = 0;

  /** Throws CallProblem where the text gets too long. */
  put(piece: string): void {
    this.length += piece.length;
    if (this.length > LONGEST) {
      throw new CallProblem(`a text may have ${LONGEST} characters`);
    }
    this.pieces.push(piece);
  }

  /** The whole text. */
  all(): string {
    return this.pieces.join('');
  }
}
