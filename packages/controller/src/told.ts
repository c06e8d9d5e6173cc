const REMEMBERED = 200;

/**
 * What one canary's users have been told already in the step it is in, so that telling it again costs no request. The
 * ids are derived, so a restart doubles nothing either.
 */
export class Told {
  private ids: Set<string> | undefined;
  private forGood: Set<string> | undefined;
  /** What listeners heard, and could not be written yet. */
  private unwritten: Set<string> | undefined;
  private step = '';

  /** What was told in another step is not told again in this one: its ids are others. */
  keepOnly(step: string): void {
    if (this.step !== step) {
      this.step = step;
      this.ids = undefined;
    }
  }

  has(id: string): boolean {
    return (this.ids?.has(id) ?? false) || (this.forGood?.has(id) ?? false);
  }

  /** Whether listeners have yet to hear of it: once, however often it cannot be written. */
  isNews(id: string): boolean {
    const isNews = this.unwritten?.has(id) !== true;
    this.unwritten = new Set([...[...(this.unwritten ?? [])].slice(-REMEMBERED), id]);
    return isNews;
  }

  /** It will not be told again as long as this process lives. */
  addForGood(id: string): void {
    this.written(id);
    this.forGood = new Set([...[...(this.forGood ?? [])].slice(-REMEMBERED), id]);
  }

  add(id: string): void {
    this.written(id);
    this.ids ??= new Set();
    this.ids.add(id);
    for (const oldest of this.ids) {
      if (this.ids.size <= REMEMBERED) {
        return;
      }
      this.ids.delete(oldest);
    }
  }

  private written(id: string): void {
    this.unwritten?.delete(id);
    this.unwritten = this.unwritten?.size === 0 ? undefined : this.unwritten;
  }
}
