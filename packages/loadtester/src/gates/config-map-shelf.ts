import { Conflict } from '@flagger/api';
import type { ConfigMap, Held } from './config-map.ts';
import type { GateBook, Shelf, Step } from './gate-book.ts';
import { changedRecords, RecordReader, recordsOf } from './gate-record.ts';

/** So often a write begins anew because somebody else wrote meanwhile. */
const ATTEMPTS = 20;

/** A step that waits for its turn. */
interface Waiting {
  /** Does the step on a book; what it found is told once `settle` is called. */
  readonly attempt: (book: GateBook) => { readonly book: GateBook; readonly settle: () => void };
  readonly fail: (error: unknown) => void;
}

/**
 * Gates in a ConfigMap, the same for all replicas and after a restart. Every question is answered by what is there then: all
 * that came while one request was under way share the next one, so that a thousand checks a second cost a few requests, and no
 * answer is older than its question.
 */
export class ConfigMapShelf implements Shelf {
  private waiting: Waiting[] = [];
  private isWorking = false;
  private readonly reader = new RecordReader();
  private last: Held | undefined;

  constructor(private readonly map: ConfigMap) {}

  apply<T>(step: Step<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.waiting.push({
        attempt: (book) => {
          const done = step(book);
          return { book: done.book, settle: () => resolve(done.answer) };
        },
        fail: reject,
      });
      void this.work();
    });
  }

  private async work(): Promise<void> {
    if (this.isWorking) {
      return;
    }
    this.isWorking = true;
    while (this.waiting.length > 0) {
      const batch = this.waiting;
      this.waiting = [];
      try {
        await this.round(batch);
      } catch (error) {
        batch.forEach(({ fail }) => fail(error));
      }
    }
    this.isWorking = false;
  }

  /**
   * First on what was held last: a write that finds it so needs no read. Where nothing is to be written, or somebody else
   * wrote meanwhile, on what is read anew.
   */
  private async round(batch: readonly Waiting[]): Promise<void> {
    for (let attempt = this.last === undefined ? 1 : 0; ; attempt++) {
      const isRead = attempt > 0;
      const held = isRead ? await this.map.read() : this.last;
      const before = this.reader.bookOf(held?.data ?? {});
      let book = before;
      const settles = batch.map((each) => {
        const done = each.attempt(book);
        ({ book } = done);
        return done.settle;
      });
      this.last = held;
      if (book === before ? isRead : await this.isWritten(held, { before, book }, attempt)) {
        settles.forEach((settle) => settle());
        return;
      }
    }
  }

  /** False where somebody else wrote meanwhile. */
  private async isWritten(
    held: Held | undefined,
    { before, book }: Readonly<Record<'before' | 'book', GateBook>>,
    attempt: number,
  ): Promise<boolean> {
    try {
      this.last = await (held === undefined
        ? this.map.create(Object.fromEntries(recordsOf(book)))
        : this.map.change(Object.fromEntries(changedRecords(before, book)), held.version));
      return true;
    } catch (error) {
      if (error instanceof Conflict && attempt < ATTEMPTS) {
        return false;
      }
      throw error;
    }
  }
}
