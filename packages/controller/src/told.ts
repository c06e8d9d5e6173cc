const REMEMBERED = 200;

/**
 * What a canary's users have been told already, so that telling it again costs no request. The ids are derived, so a
 * restart doubles nothing either.
 */
export class Told {
  private readonly byKey = new Map<string, Set<string>>();

  has(key: string, id: string): boolean {
    return this.byKey.get(key)?.has(id) ?? false;
  }

  add(key: string, id: string): void {
    const ids = this.byKey.get(key) ?? new Set<string>();
    this.byKey.set(key, ids);
    ids.add(id);
    for (const oldest of ids) {
      if (ids.size <= REMEMBERED) {
        return;
      }
      ids.delete(oldest);
    }
  }

  forget(key: string): void {
    this.byKey.delete(key);
  }
}
