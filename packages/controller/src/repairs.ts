const MANY = 3;
const LONGEST_MS = 30 * 60_000;

interface Repair {
  readonly at: number;
  /** Times in a row that it had to be repaired as soon as that was allowed. */
  readonly count: number;
  readonly objects: string;
}

/**
 * No war: what somebody else keeps changing of one canary is repaired at most once an interval, and ever more rarely
 * after three times.
 */
export class Repairs {
  private readonly last = new Map<string, Repair>();

  /** When `what` may be looked at next, ms; in the past where it may be now. Found in order then, it is at peace again. */
  allowedAt(what: string, intervalMs: number): number {
    const repair = this.last.get(what);
    return repair ? repair.at + wait(repair.count, intervalMs) : 0;
  }

  /** A repair was allowed and looked at: `written` is what had to be written. */
  looked(what: string, { written, now }: { readonly written: readonly string[]; readonly now: number }): void {
    if (written.length > 0) {
      this.last.set(what, { at: now, count: (this.last.get(what)?.count ?? 0) + 1, objects: written.join(', ') });
    } else {
      this.last.delete(what);
    }
  }

  /** The objects that somebody else keeps changing. */
  contested(): readonly string[] {
    return [...this.last.values()].filter(({ count }) => count > MANY).map(({ objects }) => objects);
  }
}

const wait = (count: number, intervalMs: number): number =>
  Math.min(LONGEST_MS, intervalMs * 2 ** Math.max(0, count - MANY));
