import { Cache } from '@flagger/kubernetes';
import type { Change, MemoryCluster } from '@flagger/memory-cluster';
import type { OperatorProcess } from '../process.ts';
import type { Weather } from '../weather.ts';

export interface FeedPorts {
  readonly server: MemoryCluster;
  readonly process: OperatorProcess;
  readonly weather: Weather;
  readonly onChange: (canaryKey: string) => void;
  /** Of which canaries more is kept than their keys; of all if absent. */
  readonly isKept?: ((canaryKey: string) => boolean) | undefined;
  /** Something was late, came twice, came out of order or was listed anew. */
  readonly onTrouble: (what: FeedTrouble, kind: string) => void;
}

export type FeedTrouble = 'late' | 'twice' | 'out of order' | 'relist';

/** From then on people would notice, ms. */
const LATE_MS = 100;

/**
 * One kind as one process sees it: the real cache, filled by a watch that is late, repeats itself, jumbles or starts
 * anew.
 */
export class WatchFeed {
  readonly cache: Cache;
  private readonly listed: Promise<void>;
  /** Events of before a relist do not count any more. */
  private epoch = 0;
  private lastAt = 0;
  /** Of objects that this process heard to be gone. */
  private readonly gone = new Set<string>();
  private hasBegun = false;
  /** What came while a list is under way: a process that stood still meanwhile reads it after the list all the same. */
  private awaitsList: (() => void)[] | undefined;

  constructor(
    private readonly kind: string,
    private readonly ports: FeedPorts,
  ) {
    const keepsAll = kind === 'Canary' && (ports.isKept ?? true);
    this.cache = new Cache({ trim: (object) => object, onChange: ports.onChange, keepsAll, expects: () => true });
    this.listed = this.list();
  }

  /** Resolves once the kind has been listed. */
  ready(): Promise<void> {
    return this.listed;
  }

  /** Resolves once what is read is no older than the call. */
  relist(): Promise<void> {
    this.cache.expectAgain();
    return this.list();
  }

  /** An event sets out to this process. */
  changed(change: Change): void {
    if (!this.hasBegun) {
      return;
    }
    const { weather, onTrouble } = this.ports;
    if (weather.isRelisted()) {
      onTrouble('relist', this.kind);
      void this.list(1);
      return;
    }
    const delay = weather.delay();
    if (delay > LATE_MS) {
      onTrouble('late', this.kind);
    }
    const { process } = this.ports;
    const now = process.clock.now();
    const isOutOfOrder = weather.isOutOfOrder();
    if (isOutOfOrder && now + delay < this.lastAt) {
      onTrouble('out of order', this.kind);
    }
    const at = isOutOfOrder ? now + delay : Math.max(now + delay, this.lastAt);
    this.lastAt = Math.max(at, this.lastAt);
    this.deliver(change, at - now);
    if (weather.isToldTwice()) {
      onTrouble('twice', this.kind);
      this.deliver(change, at - now + weather.delay());
    }
  }

  private deliver({ type, object }: Change, ms: number): void {
    const { epoch } = this;
    const hear = (): void => {
      const { uid = '' } = object.metadata;
      // of what was told to be gone no watch tells again
      if (epoch === this.epoch && !this.gone.has(uid)) {
        this.cache[type](object);
      }
      if (type === 'deleted') {
        this.gone.add(uid);
      }
    };
    this.ports.process.clock.after(ms, () => (this.awaitsList ? void this.awaitsList.push(hear) : hear()));
  }

  /** A list of this moment, read some time later, `least` ms or more; what changes from now on comes after it. */
  private async list(least = 0): Promise<void> {
    const { server, process, weather } = this.ports;
    this.epoch++;
    const { epoch } = this;
    this.hasBegun = true;
    this.awaitsList ??= [];
    const [objects, version] = [server.list(this.kind), server.version];
    // who lists since something changed is not in the middle of a turn that time waits for
    const ms = Math.max(least, weather.latency());
    this.lastAt = process.clock.now() + ms;
    await process.sleep(ms);
    if (epoch !== this.epoch) {
      return;
    }
    const listing = this.cache.listing();
    listing.add(objects);
    listing.done(version);
    const heard = this.awaitsList;
    this.awaitsList = undefined;
    heard.forEach((hear) => hear());
  }
}
