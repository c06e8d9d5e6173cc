const REMEMBERED = 200;

/**
 * What one canary's users have been told already, so that telling it again costs no request. The ids are derived, so
 * a restart doubles nothing either.
 */
export class Told {
  private readonly ids = new Set<string>();

  has(id: string): boolean {
    return this.ids.has(id);
  }

  add(id: string): void {
    this.ids.add(id);
    for (const oldest of this.ids) {
      if (this.ids.size <= REMEMBERED) {
        return;
      }
      this.ids.delete(oldest);
    }
  }
}
