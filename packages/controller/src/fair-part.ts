/**
 * How many of `count` shards a replica may hold: as many as each other one that lives, and the first of them one more
 * where that does not come out even. `living` has the same order for everybody.
 */
export function fairPart(count: number, living: readonly string[], identity: string): number {
  const rank = Math.max(0, living.indexOf(identity));
  const replicas = Math.max(1, living.length);
  return Math.floor(count / replicas) + (rank < count % replicas ? 1 : 0);
}
