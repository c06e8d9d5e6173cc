import type { GateBook, Shelf, Step } from './gate-book.ts';

/** Gates of one process, closed again after a restart, as Flagger's are. */
export class MemoryShelf implements Shelf {
  private book: GateBook = new Map();

  async apply<T>(step: Step<T>): Promise<T> {
    const { book, answer } = step(this.book);
    this.book = book;
    return answer;
  }
}
