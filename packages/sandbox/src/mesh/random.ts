/** Numbers from 0 to 1 that look random and are the same for the same seed. */
export function randomFrom(seed: string): () => number {
  let state = 0x9e3779b9;
  for (const byte of Buffer.from(seed)) {
    state = mixed(state ^ byte);
  }
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    return mixed(state) / 2 ** 32;
  };
}

/** Spreads every bit of a number over all of them (finaliser of MurmurHash3). */
function mixed(value: number): number {
  let bits = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}
