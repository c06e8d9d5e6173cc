const NOBODY: ReadonlySet<string> = new Set();

/** Which canaries want to know of which objects, both by key. */
export class Interest {
  private readonly byObject = new Map<string, Set<string>>();
  private readonly byCanary = new Map<string, Set<string>>();

  claim(object: string, canary: string): void {
    entry(this.byObject, object).add(canary);
    entry(this.byCanary, canary).add(object);
  }

  has(object: string): boolean {
    return this.byObject.has(object);
  }

  /** The canaries to wake when this object changes. */
  in(object: string): ReadonlySet<string> {
    return this.byObject.get(object) ?? NOBODY;
  }

  /** The canary is gone; gives the objects in which nobody else is interested. */
  forget(canary: string): readonly string[] {
    const objects = [...(this.byCanary.get(canary) ?? [])];
    this.byCanary.delete(canary);
    for (const object of objects) {
      this.byObject.get(object)?.delete(canary);
    }
    const orphans = objects.filter((object) => this.byObject.get(object)?.size === 0);
    for (const object of orphans) {
      this.byObject.delete(object);
    }
    return orphans;
  }
}

function entry(map: Map<string, Set<string>>, key: string): Set<string> {
  const known = map.get(key);
  if (known !== undefined) {
    return known;
  }
  const fresh = new Set<string>();
  map.set(key, fresh);
  return fresh;
}
