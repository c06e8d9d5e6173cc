/**
 * Waiting times that double from `firstMs` up to `maxMs`, each shortened by up to a half at random so that many do
 * not come at once.
 */
export class Backoff {
  private readonly firstMs: number;
  private readonly maxMs: number;
  private readonly random: () => number;
  private tries = 0;

  constructor(range: { readonly firstMs: number; readonly maxMs: number }, random: () => number) {
    this.firstMs = range.firstMs;
    this.maxMs = range.maxMs;
    this.random = random;
  }

  /** How long to wait now, in ms. */
  next(): number {
    const full = Math.min(this.maxMs, this.firstMs * 2 ** Math.min(this.tries, 30));
    this.tries += 1;
    return full * (1 - this.random() / 2);
  }

  /** Something went well: the next wait is a short one. */
  reset(): void {
    this.tries = 0;
  }
}
