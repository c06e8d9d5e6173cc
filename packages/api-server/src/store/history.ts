import { keyOf, type KubeObject, placeOf } from '../kube-object.ts';

/** One change of one object. */
export interface Change {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  /** After the change; for DELETED its last state. */
  readonly object: KubeObject;
  readonly previous: KubeObject | undefined;
  readonly version: number;
}

/** The last changes of one kind, oldest first. */
export class History {
  private changes: Change[] = [];

  constructor(
    private readonly limit: number,
    /** All changes after this version are known. */
    public oldest: number,
  ) {}

  add(change: Change): void {
    this.changes.push(change);
    // cut in large pieces: shifting an array by one is slow
    if (this.changes.length <= 2 * this.limit) {
      return;
    }
    const cut = this.changes.length - this.limit;
    this.oldest = this.changes[cut - 1]?.version ?? this.oldest;
    this.changes = this.changes.slice(cut);
  }

  /** Changes after a version; undefined if some of them are forgotten. */
  since(version: number): readonly Change[] | undefined {
    if (version < this.oldest) {
      return undefined;
    }
    const index = this.changes.findIndex((change) => change.version > version);
    return index < 0 ? [] : this.changes.slice(index);
  }

  /** What there was at a version, given what there is now; undefined if that is forgotten. */
  before(version: number, now: ReadonlyMap<string, KubeObject>): ReadonlyMap<string, KubeObject> | undefined {
    const undone = this.since(version);
    if (undone === undefined) {
      return undefined;
    }
    const then = new Map(now);
    for (const { object, previous } of undone.toReversed()) {
      if (previous === undefined) {
        then.delete(keyOf(placeOf(object)));
      } else {
        then.set(keyOf(placeOf(object)), previous);
      }
    }
    return then;
  }
}
