import type { Clock, Log } from '@flagger/api';
import { fairPart } from './fair-part.ts';
import { shardOf, shardOfKey } from './shard-of.ts';

/** A lease, as far as whoever acts under it needs it. */
export interface ActingLease {
  acquire(signal: AbortSignal): Promise<void>;
  /** Whether it is certain that nobody else has it. */
  isFresh(): boolean;
  release(): Promise<void>;
}

/** Whether a lease that is free is wanted, asked right before it is taken; and that it could not be taken. */
export interface ShardWish {
  begins(): boolean;
  failed(): void;
}

export interface ShardsPorts {
  /** How many shards there are. */
  readonly count: number;
  /** What all replicas hold together, without which none of them acts. */
  readonly fleet: ActingLease & { readonly name: string; living(): readonly string[] };
  /** A new lease of a shard, to be acquired once. */
  readonly lease: (shard: number, wish: ShardWish) => ActingLease;
  /** Resolves once what is read is no older than the call. */
  readonly takeOver: () => Promise<void>;
  /** The keys of the canaries that are kept. */
  readonly keys: () => readonly string[];
  readonly queue: { wake(key: string): void; knows(key: string): boolean };
  /** Whether something is asked or told for the canary that the next replica would ask or tell again. */
  readonly isUnderWay: (key: string) => boolean;
  /** Another looks after the canary from now on: drop what was kept for it. */
  readonly drop: (key: string) => void;
  readonly clock: Clock;
  readonly log: Log;
  /** How often it is looked whether we hold our fair part, ms. */
  readonly tickMs: number;
  /** What is under way is waited for so long before a shard is let go, ms. */
  readonly patienceMs: number;
}

/** `taking`: the lease is ours or about to be, and the canaries are being read. `leaving`: turns come to their ends. */
type State = 'away' | 'taking' | 'acting' | 'leaving';

/** What a replica holds, for people and machines. */
export interface ShardsView {
  readonly count: number;
  readonly living: number;
  /** The shards whose canaries are looked after here, and how many canaries each has. */
  readonly held: ReadonlyMap<number, number>;
}

const LOOK_MS = 250;

/**
 * The shards of the canaries: which of them this replica looks after, and when it takes one or lets one go. A canary
 * is acted on only under the lease of its shard and that of the fleet.
 */
export class Shards {
  private readonly states: State[];
  private readonly leases: (ActingLease | undefined)[] = [];
  private readonly left: (() => void)[] = [];
  private readonly hurried = new Set<number>();
  private readonly stop = new AbortController();
  private reading: Promise<void> = Promise.resolve();

  constructor(private readonly ports: ShardsPorts) {
    this.states = Array.from({ length: ports.count }, () => 'away');
  }

  /** Resolves once the fleet is ours; from then on shards are taken and let go until the end. */
  async acquire(signal: AbortSignal): Promise<void> {
    signal.addEventListener('abort', () => this.stop.abort(signal.reason), { once: true });
    await this.ports.fleet.acquire(signal);
    this.states.forEach((_, shard) => void this.seek(shard));
    this.tick();
  }

  /** Whether writing is safe now into a namespace; or, where it is undefined, anywhere. */
  isFresh(namespace?: string): boolean {
    return namespace === undefined
      ? this.states.some((_, shard) => this.mayAct(shard))
      : this.mayAct(shardOf(namespace, this.ports.count));
  }

  /** Whether turns of the canary are taken here. */
  isOurs(key: string): boolean {
    const shard = this.shardOf(key);
    const state = this.states[shard];
    return state === 'acting' || (state === 'leaving' && !this.hurried.has(shard) && this.ports.isUnderWay(key));
  }

  /** Whether the canary and what it is made of are to be kept in memory. */
  isKept(key: string): boolean {
    return this.states[this.shardOf(key)] !== 'away';
  }

  view(): ShardsView {
    const { count, fleet } = this.ports;
    const held = new Map([...this.states.keys()].filter((shard) => this.mayAct(shard)).map((shard) => [shard, 0]));
    for (const key of this.ports.keys()) {
      const shard = this.shardOf(key);
      const canaries = held.get(shard);
      if (canaries !== undefined) {
        held.set(shard, canaries + 1);
      }
    }
    return { count, living: fleet.living().length, held };
  }

  /** Takes no more shards, and gives back those that are held. */
  async release(): Promise<void> {
    this.stop.abort(new Error('the shards are not wanted any more'));
    await Promise.all(this.leases.flatMap((lease) => lease?.release() ?? []));
    await this.ports.fleet.release();
  }

  private mayAct(shard: number): boolean {
    const state = this.states[shard];
    const isHeld = state === 'acting' || state === 'leaving';
    return isHeld && this.leases[shard]?.isFresh() === true && this.ports.fleet.isFresh();
  }

  /** Takes a shard whenever it is free and wanted, until the end. */
  private async seek(shard: number): Promise<void> {
    const { lease: leaseOf, log } = this.ports;
    const { signal } = this.stop;
    try {
      while (!signal.aborted) {
        const lease = leaseOf(shard, this.wishFor(shard));
        this.leases[shard] = lease;
        await lease.acquire(signal);
        await this.read();
        const isLeft = new Promise<void>((resolve) => (this.left[shard] = resolve));
        this.states[shard] = 'acting';
        const keys = this.keysOf(shard);
        log.info('A shard is looked after here', { shard, canaries: keys.length });
        keys.forEach((key) => this.ports.queue.wake(key));
        await isLeft;
      }
    } catch (error) {
      if (!signal.aborted) {
        throw error;
      }
    }
  }

  /** One list after the other, each no older than its call. */
  private read(): Promise<void> {
    this.reading = this.reading.then(() => this.ports.takeOver());
    return this.reading;
  }

  private wishFor(shard: number): ShardWish {
    return {
      begins: () => {
        const isWanted = this.states.filter((state) => state !== 'away').length < this.fair;
        this.states[shard] = isWanted ? 'taking' : 'away';
        return isWanted;
      },
      failed: () => void (this.states[shard] = 'away'),
    };
  }

  private get fair(): number {
    const { count, fleet } = this.ports;
    return fairPart(count, fleet.living(), fleet.name);
  }

  private tick(): void {
    const { clock, tickMs } = this.ports;
    if (this.stop.signal.aborted) {
      return;
    }
    const acting = [...this.states.keys()].filter((shard) => this.states[shard] === 'acting');
    acting.slice(this.fair).forEach((shard) => void this.leave(shard));
    clock.after(tickMs, () => this.tick());
  }

  private async leave(shard: number): Promise<void> {
    const { log, drop } = this.ports;
    this.states[shard] = 'leaving';
    await this.part(shard);
    if (this.stop.signal.aborted) {
      return;
    }
    const keys = this.keysOf(shard);
    this.states[shard] = 'away';
    this.hurried.delete(shard);
    keys.forEach(drop);
    await this.leases[shard]?.release();
    log.info('A shard is left to another replica', { shard, canaries: keys.length });
    this.left[shard]?.();
  }

  /** Until no turn of its canaries is taken or due: calmly at first, and by force where that takes long. */
  private async part(shard: number): Promise<void> {
    const { clock, queue, patienceMs } = this.ports;
    const hurry = clock.now() + patienceMs;
    const due = (): readonly string[] => this.keysOf(shard).filter((key) => queue.knows(key));
    for (let keys = due(); keys.length > 0 && !this.stop.signal.aborted; keys = due()) {
      if (clock.now() >= hurry) {
        this.hurried.add(shard);
      }
      keys.forEach((key) => queue.wake(key));
      await new Promise<void>((resolve) => clock.after(LOOK_MS, resolve));
    }
  }

  private keysOf(shard: number): readonly string[] {
    return this.ports.keys().filter((key) => this.shardOf(key) === shard);
  }

  private shardOf(key: string): number {
    return shardOfKey(key, this.ports.count);
  }
}
