import type { Clock } from '@flagger/api';
import type { NoValue } from '../sources/source.ts';

/** Told what came of a query that was asked alone after all: why it gave no value, undefined where it gave one. */
export type Report = (problem: NoValue['kind'] | undefined) => void;

/** So long a server is asked one by one that answers each query and not all of them in one. */
const REST_MS = 60_000;
const MOST_REMEMBERED = 1000;

/** Who made merged questions fail: a query that fails alone, too, or else the server, which cannot answer them. */
export class Failures {
  private readonly wrong = new Set<string>();
  private readonly restsUntil = new Map<string, number>();

  constructor(private readonly clock: Clock) {}

  /** Whether a query may be asked of a server among others. */
  mayMerge(address: string, text: string): boolean {
    const until = this.restsUntil.get(address);
    if (until !== undefined && until <= this.clock.now()) {
      this.restsUntil.delete(address);
    }
    return !this.restsUntil.has(address) && !this.wrong.has(text);
  }

  /** A merged question failed. Each of its queries reports what came of it alone. */
  failed(address: string, queries: number): (text: string) => Report {
    let left = queries;
    let answered = 0;
    return (text) => (problem) => {
      left--;
      if (problem === 'error') {
        this.remember(text);
      } else if (problem === undefined || problem === 'no-values') {
        answered++;
      }
      if (left === 0 && answered === queries) {
        this.restsUntil.set(address, this.clock.now() + REST_MS);
      }
    };
  }

  private remember(text: string): void {
    if (this.wrong.size >= MOST_REMEMBERED) {
      this.wrong.clear();
    }
    this.wrong.add(text);
  }
}
