import { isNewer } from './resource-version.ts';

/** What the watch has yet to bring of an object that we wrote. */
interface Pending {
  /** The newest resourceVersion that came from outside. */
  readonly seen: string | undefined;
  /** Those that our writes made since. */
  readonly written: readonly string[];
}

/** One write that is under way, and the resourceVersions of which its canary has not been told meanwhile. */
export interface Echo {
  readonly key: string;
  readonly canaryKey: string;
  readonly held: (string | undefined)[];
}

/**
 * Tells our own writes, coming back as watch events, from changes by others that happened just before them. The
 * answer of a write is newer than such a change, so the cache holds both already, but nobody was woken for the
 * other's.
 */
export class OwnWrites {
  private readonly pending = new Map<string, Pending>();
  private readonly underWay = new Set<Echo>();

  /** A canary begins to write: the watch may bring the result before the answer does. */
  begin(key: string, canaryKey: string): Echo {
    const echo = { key, canaryKey, held: [] };
    this.underWay.add(echo);
    return echo;
  }

  /** Keeps a change back where the canary writes the object just now, until we know whose it was; says whether it did. */
  hold(key: string, canaryKey: string, resourceVersion: string | undefined): boolean {
    for (const echo of this.underWay) {
      if (echo.key !== key || echo.canaryKey !== canaryKey) {
        continue;
      }
      echo.held.push(resourceVersion);
      return true;
    }
    return false;
  }

  /** The write made this resourceVersion: whether anything that was held back came from somebody else. */
  end(echo: Echo, resourceVersion: string | undefined): boolean {
    this.underWay.delete(echo);
    return echo.held.some((held) => held === undefined || held !== resourceVersion);
  }

  /** We wrote the object: it was at `before`, and is at `after` now. */
  wrote(key: string, before: string | undefined, after: string | undefined): void {
    if (after === undefined || after === before) {
      return;
    }
    const { seen, written } = this.pending.get(key) ?? { seen: before, written: [] };
    this.pending.set(key, { seen, written: [...written, after] });
  }

  /**
   * An event came that is not newer than the cache: says whether somebody else made it, so that who is interested has
   * yet to look, and expects only newer ones from now on.
   */
  hear(key: string, resourceVersion: string | undefined): boolean {
    const pending = this.pending.get(key);
    if (pending === undefined || resourceVersion === undefined || !isNewer(resourceVersion, pending.seen)) {
      return false;
    }
    const left = pending.written.filter((own) => isNewer(own, resourceVersion));
    if (left.length === 0) {
      this.pending.delete(key);
    } else {
      this.pending.set(key, { seen: resourceVersion, written: left });
    }
    return !pending.written.includes(resourceVersion);
  }

  /** Whether events of our writes are still to come. */
  isPending(key: string): boolean {
    return this.pending.has(key);
  }

  /** Nothing is to come of any object. */
  clear(): void {
    this.pending.clear();
  }

  /** Nothing is to come any more: the object is gone, or the cache holds something newer. */
  settle(key: string): void {
    this.pending.delete(key);
  }
}
