import type { Shards } from '@flagger/controller';

/** Which canaries this process looks after: all, or those of its shards. Made before the shards, which need others. */
export class Ownership {
  shards: Pick<Shards, 'isOurs' | 'isKept'> | undefined;

  /** Whether turns of the canary are taken here. */
  isOurs(key: string): boolean {
    return this.shards?.isOurs(key) ?? true;
  }

  /** Whether more than its key is kept in memory. */
  isKept(key: string): boolean {
    return this.shards?.isKept(key) ?? true;
  }
}
