/** Since when things of one canary are as they are now, as far as this process knows. */
export class Steady {
  private readonly seen = new Map<string, { readonly value: string; readonly at: number }>();
  private readonly known = new Map<string, { readonly value: string; readonly was: boolean }>();

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

  /** Whether something was ever so while this value was what it is now; what was before this process is not known. */
  was(what: string, value: unknown, isSo: boolean): boolean {
    const text = JSON.stringify([value]);
    const before = this.known.get(what);
    const was = isSo || (before?.value === text && before.was);
    this.known.set(what, { value: text, was });
    return was;
  }

  /** It was another thing meanwhile, even if nobody saw that: what is seen next is so since then. */
  stirred(what: string): void {
    this.seen.delete(what);
  }
}
