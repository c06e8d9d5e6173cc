import { Conflict } from '@flagger/api';
import type { ConfigMap } from './config-map.ts';
import type { GateBook, Shelf, Step } from './gate-book.ts';
import { changedRecords, RecordReader, recordsOf } from './gate-record.ts';

/** So often a write begins anew because somebody else wrote meanwhile. */
const ATTEMPTS = 20;

/** What was there last. */
interface Known {
  readonly book: GateBook;
  /** Undefined: there is no ConfigMap. */
  readonly version: string | undefined;
}

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
  private known: Known | undefined;

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
   * First on what was there last: a write that finds it so needs no read. Where nothing is to be written, or somebody else
   * wrote meanwhile, on what is read anew.
   */
  private async round(batch: readonly Waiting[]): Promise<void> {
    for (let attempt = this.known === undefined ? 1 : 0; ; attempt++) {
      const isRead = attempt > 0;
      const before = !isRead && this.known !== undefined ? this.known : (this.known = await this.read());
      let { book } = before;
      const settles = batch.map((each) => {
        const done = each.attempt(book);
        ({ book } = done);
        return done.settle;
      });
      if (book === before.book ? isRead : await this.isWritten(before, book, attempt)) {
        settles.forEach((settle) => settle());
        return;
      }
    }
  }

  private async read(): Promise<Known> {
    const held = await this.map.read();
    return { book: this.reader.bookOf(held?.data ?? {}), version: held?.version };
  }

  /** False where somebody else wrote meanwhile. */
  private async isWritten(before: Known, book: GateBook, attempt: number): Promise<boolean> {
    try {
      const version =
        before.version === undefined
          ? await this.map.create(Object.fromEntries(recordsOf(book)))
          : await this.map.change(Object.fromEntries(changedRecords(before.book, book)), before.version);
      this.known = { book, version };
      return true;
    } catch (error) {
      if (error instanceof Conflict && attempt < ATTEMPTS) {
        return false;
      }
      throw error;
    }
  }
}
