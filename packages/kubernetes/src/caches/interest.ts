/** The key of one canary, or those of several: most objects are wanted by one, and a set of one takes 150 bytes more. */
type Wanting = string | Set<string>;

/** Which canaries want to know of which objects, both by key, and in which turn they last read them. */
export class Interest {
  private readonly byObject = new Map<string, Wanting>();
  private readonly byCanary = new Map<string, Map<string, number>>();
  /** By canary, which of the objects that it claims the API server was asked for since the watch had none. */
  private readonly confirmed = new Map<string, Set<string>>();

  claim(object: string, canary: string, turn = 0): void {
    this.byObject.set(object, withOne(this.byObject.get(object), canary));
    const objects = this.byCanary.get(canary) ?? new Map<string, number>();
    this.byCanary.set(canary, objects.set(object, turn));
  }

  has(object: string): boolean {
    return this.byObject.has(object);
  }

  /** The API server's own word on the object is known to the canary, until it claims it no more. */
  confirm(object: string, canary: string): void {
    this.confirmed.set(canary, (this.confirmed.get(canary) ?? new Set()).add(object));
  }

  isConfirmed(object: string, canary: string): boolean {
    return this.confirmed.get(canary)?.has(object) === true;
  }

  /** The canaries to wake when this object changes. */
  in(object: string): readonly string[] {
    return all(this.byObject.get(object));
  }

  /** The canaries that want to know of anything. */
  canaries(): Iterable<string> {
    return this.byCanary.keys();
  }

  /** How many objects somebody wants to know of. */
  get size(): number {
    return this.byObject.size;
  }

  /** The canary wants no more what it last read before this turn; gives the objects in which nobody else is interested. */
  release(canary: string, before: number): readonly string[] {
    const objects = this.byCanary.get(canary);
    const orphans: string[] = [];
    for (const [object, turn] of objects ?? []) {
      if (turn >= before) {
        continue;
      }
      objects?.delete(object);
      this.confirmed.get(canary)?.delete(object);
      const left = withoutOne(this.byObject.get(object), canary);
      if (left === undefined) {
        this.byObject.delete(object);
        orphans.push(object);
      } else {
        this.byObject.set(object, left);
      }
    }
    if (objects?.size === 0) {
      this.byCanary.delete(canary);
      this.confirmed.delete(canary);
    }
    return orphans;
  }

  /** The canary is gone; gives the objects in which nobody else is interested. */
  forget(canary: string): readonly string[] {
    return this.release(canary, Infinity);
  }
}

const all = (wanting: Wanting | undefined): readonly string[] =>
  wanting === undefined ? [] : typeof wanting === 'string' ? [wanting] : [...wanting];

function withOne(wanting: Wanting | undefined, canary: string): Wanting {
  if (wanting === undefined || wanting === canary) {
    return canary;
  }
  return typeof wanting === 'string' ? new Set([wanting, canary]) : wanting.add(canary);
}

/** Undefined where nobody is left. */
function withoutOne(wanting: Wanting | undefined, canary: string): Wanting | undefined {
  if (wanting === undefined || typeof wanting === 'string') {
    return wanting === canary ? undefined : wanting;
  }
  wanting.delete(canary);
  return wanting.size > 0 ? wanting : undefined;
}
