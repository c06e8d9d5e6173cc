/** Since when things of one canary are as they are now, as far as this process knows. */
export class Steady {
  private readonly seen = new Map<string, { readonly value: string; readonly at: number }>();

  /** Ms since the epoch; `now` where it is the first time or was something else before. */
  since(what: string, value: unknown, now: number): number {
    const text = JSON.stringify([value]);
    const before = this.seen.get(what);
    const at = before?.value === text ? before.at : now;
    if (at === now) {
      this.seen.set(what, { value: text, at });
    }
    return at;
  }

  /** It was another thing meanwhile, even if nobody saw that: what is seen next is so since then. */
  stirred(what: string): void {
    this.seen.delete(what);
  }
}
