import type { Labels } from '../labels.ts';
import { STALE } from '../series.ts';

/** One series with its samples, oldest first; times in ms. */
export interface GivenSeries {
  readonly labels: Labels;
  readonly samples: readonly (readonly [number, number | typeof STALE])[];
}

/**
 * The body of a remote-write request (protocol buffers in Snappy's format): the only way to hand Prometheus the end
 * of a series.
 */
export function remoteWriteBody(series: readonly GivenSeries[]): Buffer {
  return snappy(Buffer.concat(series.map((each) => field(1, timeSeries(each)))));
}

function timeSeries({ labels, samples }: GivenSeries): Buffer {
  const names = Array.from(labels, ([name, value]) =>
    field(1, Buffer.concat([field(1, Buffer.from(name)), field(2, Buffer.from(value))])),
  );
  return Buffer.concat([
    ...names,
    ...samples.map(([time, value]) => field(2, Buffer.concat([double(value), Buffer.of(0x10), varint(time)]))),
  ]);
}

/** A field that has a length. */
const field = (number: number, content: Buffer): Buffer =>
  Buffer.concat([Buffer.of((number << 3) | 2), varint(content.length), content]);

/** Prometheus' mark of an end is one of the many values that are no number. */
const STALE_BITS = 0x7ff0000000000002n;

function double(value: number | typeof STALE): Buffer {
  const buffer = Buffer.alloc(9, 0x09);
  if (value === STALE) {
    buffer.writeBigUInt64LE(STALE_BITS, 1);
  } else {
    buffer.writeDoubleLE(value, 1);
  }
  return buffer;
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = BigInt(value);
  for (; rest > 0x7fn; rest >>= 7n) {
    bytes.push(Number(rest & 0x7fn) | 0x80);
  }
  return Buffer.of(...bytes, Number(rest));
}

const LONGEST_LITERAL = 65_536;

/** Snappy's format without any compression. */
function snappy(content: Buffer): Buffer {
  const parts = [varint(content.length)];
  for (let start = 0; start < content.length; start += LONGEST_LITERAL) {
    const part = content.subarray(start, start + LONGEST_LITERAL);
    const head = Buffer.of(61 << 2, 0, 0);
    head.writeUInt16LE(part.length - 1, 1);
    parts.push(head, part);
  }
  return Buffer.concat(parts);
}
