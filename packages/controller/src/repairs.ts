const MANY = 3;
const LONGEST_MS = 30 * 60_000;

interface Repair {
  readonly at: number;
  /** Times in a row that it had to be repaired as soon as that was allowed. */
  readonly count: number;
  readonly what: string;
}

/**
 * No war: what somebody else keeps changing is repaired at most once an interval, and ever more rarely after three
 * times.
 */
export class Repairs {
  private readonly last = new Map<string, Repair>();

  /**
   * When `what` of a canary may be looked at next, ms; in the past where it may be now. Found in order then, it is at
   * peace again.
   */
  allowedAt(key: string, what: string, intervalMs: number): number {
    const repair = this.last.get(`${key} ${what}`);
    return repair ? repair.at + wait(repair.count, intervalMs) : 0;
  }

  /** A repair was allowed and looked at: `written` is what had to be written. */
  looked(
    key: string,
    what: string,
    { written, now }: { readonly written: readonly string[]; readonly now: number },
  ): void {
    const id = `${key} ${what}`;
    if (written.length > 0) {
      this.last.set(id, { at: now, count: (this.last.get(id)?.count ?? 0) + 1, what: written.join(', ') });
    } else {
      this.last.delete(id);
    }
  }

  /** The objects of a canary that somebody else keeps changing. */
  contested(key: string): readonly string[] {
    return [...this.last]
      .filter(([id, { count }]) => id.startsWith(`${key} `) && count > MANY)
      .map(([, { what }]) => what);
  }

  forget(key: string): void {
    for (const id of this.last.keys()) {
      if (id.startsWith(`${key} `)) {
        this.last.delete(id);
      }
    }
  }
}

const wait = (count: number, intervalMs: number): number =>
  Math.min(LONGEST_MS, intervalMs * 2 ** Math.max(0, count - MANY));
