/**
 * In which of `count` shards all canaries of a namespace are, from 0 on. What canaries contend for (a target, a service,
 * an autoscaler, pods) lies in one namespace, so that one replica judges between them.
 */
export const shardOf = (namespace: string, count: number): number => mixed(fnv1a(namespace)) % count;

/** As {@link shardOf}, of a canary's `namespace/name`. */
export const shardOfKey = (key: string, count: number): number => shardOf(key.slice(0, key.indexOf('/')), count);

/** FNV-1a of 32 bits over the UTF-8 of the text. */
function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) {
    hash = Math.imul(hash ^ byte, 0x01000193);
  }
  return hash >>> 0;
}

/** Names that differ in their last letters only differ in every bit then (the finalizer of MurmurHash3). */
function mixed(hash: number): number {
  let bits = hash;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}
