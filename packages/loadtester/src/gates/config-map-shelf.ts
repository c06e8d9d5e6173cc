import { Conflict } from '@flagger/api';
import type { ConfigMap, Held } from './config-map.ts';
import type { GateBook, Shelf, Step } from './gate-book.ts';
import { bookOf, recordsOf } from './gate-record.ts';

/** So often a write begins anew because somebody else wrote meanwhile. */
const ATTEMPTS = 20;

/** A step that waits for its turn. */
interface Waiting {
  /** Does the step on a book; what it found is told once `settle` is called. */
  readonly attempt: (book: GateBook) => { readonly book: GateBook; readonly settle: () => void };
  readonly fail: (error: unknown) => void;
}

/**
 * Gates in a ConfigMap, the same for all replicas and after a restart. It is read anew for every question: all that
 * came while one read was under way share the next one, so that a thousand checks a second cost a few reads, and no
 * answer is older than its question.
 */
export class ConfigMapShelf implements Shelf {
  private waiting: Waiting[] = [];
  private isWorking = false;

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

  private async round(batch: readonly Waiting[]): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      const held = await this.map.read();
      const before = bookOf(held?.data ?? {});
      let book = before;
      const settles = batch.map((each) => {
        const done = each.attempt(book);
        ({ book } = done);
        return done.settle;
      });
      if (book === before || (await this.isWritten(held, book, attempt))) {
        settles.forEach((settle) => settle());
        return;
      }
    }
  }

  /** False where somebody else wrote meanwhile. */
  private async isWritten(held: Held | undefined, book: GateBook, attempt: number): Promise<boolean> {
    try {
      const records = recordsOf(book);
      await (held === undefined
        ? this.map.create(Object.fromEntries(records))
        : this.map.change(changes(held.data, records), held.version));
      return true;
    } catch (error) {
      if (error instanceof Conflict && attempt < ATTEMPTS) {
        return false;
      }
      throw error;
    }
  }
}

/** What must be written; what was no gate of ours is left alone. */
function changes(
  before: Held['data'],
  records: ReadonlyMap<string, string>,
): Readonly<Record<string, string | undefined>> {
  const known = recordsOf(bookOf(before));
  const gone = [...known.keys()].filter((key) => !records.has(key)).map((key) => [key, undefined] as const);
  const changed = [...records].filter(([key, value]) => before[key] !== value);
  return Object.fromEntries([...gone, ...changed]);
}
