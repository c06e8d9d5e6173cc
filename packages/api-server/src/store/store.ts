import { keyOf, type KubeObject, type Place, placeOf, withMetadata } from '../kube-object.ts';
import { type Change, History } from './history.ts';

/**
 * As in any real cluster, much was written before the first client comes: whoever names an earlier version meets 410
 * Gone.
 */
const FIRST_VERSION = 100;

/** How many changes of each kind are remembered for watches that begin in the past. */
const REMEMBERED = 1000;

export type Listener = (change: Change) => void;

/**
 * Every object of the cluster, in memory, under one counter of versions. Objects are kept by storage
 * (`deployments.apps`), as whoever put them there wrote them. Everything happens at once: who reads and then writes
 * without waiting cannot lose an update.
 */
export class Store {
  private readonly shelves = new Map<string, Shelf>();
  private readonly remembered: number;
  private counter = FIRST_VERSION;

  constructor(remembered = REMEMBERED) {
    this.remembered = remembered;
  }

  /** The resourceVersion of the last change. */
  version(): number {
    return this.counter;
  }

  get(storage: string, place: Place): KubeObject | undefined {
    return this.shelf(storage).objects.get(keyOf(place));
  }

  /** Sorted by namespace and name. */
  list(storage: string): readonly KubeObject[] {
    return sorted(this.shelf(storage).objects);
  }

  /** As it was at an earlier version; undefined if that is no longer known. */
  listAt(storage: string, version: number): readonly KubeObject[] | undefined {
    const { objects, history } = this.shelf(storage);
    const earlier = history.before(version, objects);
    return earlier === undefined ? undefined : sorted(earlier);
  }

  /** The oldest version from which on all changes are known. */
  oldest(storage: string): number {
    return this.shelf(storage).history.oldest;
  }

  /** Changes after a version; undefined if some of them are no longer known. */
  since(storage: string, version: number): readonly Change[] | undefined {
    return this.shelf(storage).history.since(version);
  }

  /** Stores an object with a new resourceVersion, and tells everyone. */
  put(storage: string, object: KubeObject): KubeObject {
    const shelf = this.shelf(storage);
    const key = keyOf(placeOf(object));
    const previous = shelf.objects.get(key);
    const stored = this.numbered(object);
    shelf.objects.set(key, stored);
    this.tell(shelf, {
      type: previous === undefined ? 'ADDED' : 'MODIFIED',
      object: stored,
      previous,
      version: this.counter,
    });
    return stored;
  }

  /**
   * Removes an object; gives its last state (what is stored, unless `last` is given), with the resourceVersion of its
   * end.
   */
  remove(storage: string, place: Place, final?: KubeObject): KubeObject | undefined {
    const shelf = this.shelf(storage);
    const previous = shelf.objects.get(keyOf(place));
    if (previous === undefined) {
      return undefined;
    }
    shelf.objects.delete(keyOf(place));
    const last = this.numbered(final ?? previous);
    this.tell(shelf, { type: 'DELETED', object: last, previous, version: this.counter });
    return last;
  }

  /** Hears of every change from now on; the returned function ends that. */
  listen(storage: string, listener: Listener): () => void {
    const { listeners } = this.shelf(storage);
    listeners.add(listener);
    return () => listeners.delete(listener);
  }

  /** Every storage that was ever used. */
  storages(): readonly string[] {
    return [...this.shelves.keys()];
  }

  private numbered(object: KubeObject): KubeObject {
    this.counter += 1;
    return withMetadata(object, { resourceVersion: String(this.counter) });
  }

  private tell({ history, listeners }: Shelf, change: Change): void {
    history.add(change);
    for (const listener of [...listeners]) {
      listener(change);
    }
  }

  private shelf(storage: string): Shelf {
    const shelf = this.shelves.get(storage) ?? {
      objects: new Map(),
      history: new History(this.remembered, this.counter),
      listeners: new Set(),
    };
    this.shelves.set(storage, shelf);
    return shelf;
  }
}

interface Shelf {
  readonly objects: Map<string, KubeObject>;
  readonly history: History;
  readonly listeners: Set<Listener>;
}

/** By bytes, as the real one's keys are. */
function sorted(objects: ReadonlyMap<string, KubeObject>): readonly KubeObject[] {
  return [...objects].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, object]) => object);
}
