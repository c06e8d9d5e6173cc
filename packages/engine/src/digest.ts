const OFFSETS = [
  [0xcbf29ce4, 0x84222325],
  [0x84222325, 0xcbf29ce4],
] as const;
const PRIME = 0x1b3;

/** 32 hexadecimal digits that identify a list of words (two FNV-1a hashes of 64 bits; not for secrets). */
export function digest(...words: readonly unknown[]): string {
  const text = JSON.stringify(words);
  return OFFSETS.map((offset) => fnv1a(text, offset)).join('');
}

/** The same, in the shape of a UUID. */
export function uuid(...words: readonly unknown[]): string {
  return digest(...words).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** In two halves of 32 bits, since BigInt is slow: the prime is 2 to the 40th and `PRIME`. */
function fnv1a(text: string, offset: readonly [high: number, low: number]): string {
  let [high, low] = offset;
  for (let i = 0; i < text.length; i++) {
    const mixed = (low ^ text.charCodeAt(i)) >>> 0;
    const product = mixed * PRIME;
    high = (high * PRIME + Math.floor(product / 0x100000000) + ((mixed << 8) >>> 0)) >>> 0;
    low = product >>> 0;
  }
  return [high, low].map((half) => half.toString(16).padStart(8, '0')).join('');
}
