const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** The bytes of a text, which is what Go counts. */
export const bytesOf = (text: string): Uint8Array => encoder.encode(text);

/** A text of bytes; what is no UTF-8 becomes U+FFFD. */
export const textOf = (bytes: Uint8Array): string => decoder.decode(bytes);

/** How many bytes a text has. */
export const sizeOf = (text: string): number => bytesOf(text).length;

/** Go's order of texts, that of their bytes. Negative where `one` comes first. */
export function order(one: string, other: string): number {
  const length = Math.min(one.length, other.length);
  for (let index = 0; index < length; index += 1) {
    const difference = rank(one.charCodeAt(index)) - rank(other.charCodeAt(index));
    if (difference !== 0) {
      return difference;
    }
  }
  return one.length - other.length;
}

/** Halves of characters beyond U+FFFF come after all others, as their bytes do. */
const rank = (unit: number): number => (unit >= 0xd800 && unit < 0xe000 ? unit + 0x10000 : unit);
