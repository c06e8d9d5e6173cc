const OFFSETS = [0xcbf29ce484222325n, 0x84222325cbf29ce4n] as const;
const PRIME = 0x100000001b3n;
const MASK = 0xffffffffffffffffn;

/** 32 hexadecimal digits that identify a list of words (two FNV-1a hashes of 64 bits; not for secrets). */
export function digest(...words: readonly unknown[]): string {
  const text = JSON.stringify(words);
  return OFFSETS.map(offset => fnv1a(text, offset)).join('');
}

/** The same, in the shape of a UUID. */
export function uuid(...words: readonly unknown[]): string {
  return digest(...words).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

function fnv1a(text: string, offset: bigint): string {
  let hash = offset;
  for (let i = 0; i < text.length; i++) {
    hash = ((hash ^ BigInt(text.charCodeAt(i))) * PRIME) & MASK;
  }
  return hash.toString(16).padStart(16, '0');
}
