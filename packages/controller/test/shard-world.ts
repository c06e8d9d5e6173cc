import { keptLog, settled, VirtualClock } from '@flagger/testing';
import { type ActingLease, Shards, type ShardsPorts, type ShardWish } from '../src/shards.ts';

/** Who holds each lease, and who waits for it. */
class Leases {
  readonly holders = new Map<number, string>();
  private readonly waiting = new Set<() => void>();

  lease(shard: number, identity: string, wish: ShardWish): ActingLease {
    let isOver = false;
    return {
      acquire: (signal) =>
        new Promise((resolve, reject) => {
          const look = (): void => {
            if (!isOver && !this.holders.has(shard) && wish.begins()) {
              this.waiting.delete(look);
              this.holders.set(shard, identity);
              resolve();
            }
          };
          this.waiting.add(look);
          signal.addEventListener('abort', () => {
            this.waiting.delete(look);
            reject(new Error('stopped'));
          });
          look();
        }),
      isFresh: () => this.holders.get(shard) === identity,
      release: async () => {
        isOver = true;
        if (this.holders.get(shard) === identity) {
          this.holders.delete(shard);
        }
      },
    };
  }

  /** Everybody who waits looks again. */
  look(): void {
    this.waiting.forEach((look) => look());
  }
}

/** Replicas that share canaries, with leases that end only when they are given back. */
export class ShardWorld {
  readonly clock = new VirtualClock();
  readonly leases = new Leases();
  readonly living: string[] = [];

  constructor(
    private readonly count: number,
    private readonly keys: readonly string[],
  ) {}

  /** A replica; what happens to it is noted. */
  replica(identity: string, ports: Partial<ShardsPorts> = {}) {
    const happened: string[] = [];
    const turns = new Set<string>();
    const fleet = { isOurs: false, isFresh: true };
    const end = new AbortController();
    const shards = new Shards({
      count: this.count,
      clock: this.clock,
      log: keptLog(),
      fleet: this.fleetOf(identity, fleet),
      lease: (shard, wish) => this.leases.lease(shard, identity, wish),
      takeOver: async () => void happened.push('reads all'),
      keys: () => this.keys,
      queue: {
        // a turn that is due ends at once, unless the canary is still ours
        wake: (key) => {
          turns[shards.isOurs(key) ? 'add' : 'delete'](key);
        },
        knows: (key) => turns.has(key),
      },
      isUnderWay: () => false,
      drop: (key) => void happened.push(`drops ${key}`),
      tickMs: 5_000,
      patienceMs: 20_000,
      ...ports,
    });
    return {
      shards,
      happened,
      turns,
      fleet,
      start: async () => {
        this.living.push(identity);
        await shards.acquire(end.signal);
        await settled();
      },
      held: () => [...shards.view().held.keys()],
    };
  }

  private fleetOf(name: string, state: { isOurs: boolean; isFresh: boolean }): ShardsPorts['fleet'] {
    return {
      name,
      acquire: async () => void (state.isOurs = true),
      isFresh: () => state.isOurs && state.isFresh,
      release: async () => void (state.isOurs = false),
      living: () => [...this.living].sort(),
    };
  }

  /** Lets time pass, in which leases that are free are taken. */
  async pass(ms: number): Promise<void> {
    for (let passed = 0; passed < ms; passed += 1_000) {
      await this.clock.pass(1_000);
      this.leases.look();
    }
    await settled();
  }
}
