/** Distinguished Encoding Rules: how certificates write what they hold. */
const encoded = (tag: number, ...parts: readonly Buffer[]): Buffer => {
  const content = Buffer.concat(parts);
  return Buffer.concat([Buffer.from([tag]), length(content.length), content]);
};

function length(size: number): Buffer {
  if (size < 0x80) {
    return Buffer.from([size]);
  }
  const bytes = size < 0x100 ? [size] : [size >> 8, size & 0xff];
  return Buffer.from([0x80 | bytes.length, ...bytes]);
}

export const sequence = (...parts: readonly Buffer[]): Buffer => encoded(0x30, ...parts);
export const set = (...parts: readonly Buffer[]): Buffer => encoded(0x31, ...parts);
export const octets = (content: Buffer): Buffer => encoded(0x04, content);
export const bits = (content: Buffer): Buffer => encoded(0x03, Buffer.from([0]), content);
export const text = (content: string): Buffer => encoded(0x0c, Buffer.from(content));
export const yes = (): Buffer => Buffer.from([0x01, 0x01, 0xff]);

/** Part of a structure that is told apart by a number. */
export const tagged = (number: number, ...parts: readonly Buffer[]): Buffer => encoded(0xa0 | number, ...parts);

/** The same for plain bytes. */
export const taggedBytes = (number: number, content: Buffer): Buffer => encoded(0x80 | number, content);

/** A positive whole number of many bytes. */
export const integer = (bytes: Buffer): Buffer =>
  encoded(0x02, (bytes[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.from([0]), bytes]) : bytes);

/** A time, in seconds. */
export const time = (date: Date): Buffer =>
  encoded(0x18, Buffer.from(`${date.toISOString().replace(/\D/g, '').slice(0, 14)}Z`));

/** A name out of numbers, e.g. `2.5.4.3` for a common name. */
export function objectId(name: string): Buffer {
  const [first = 0, second = 0, ...rest] = name.split('.').map(Number);
  return encoded(0x06, Buffer.from([40 * first + second, ...rest.flatMap(base128)]));
}

function base128(value: number): readonly number[] {
  const bytes = [value & 0x7f];
  for (let left = value >> 7; left > 0; left >>= 7) {
    bytes.unshift((left & 0x7f) | 0x80);
  }
  return bytes;
}
