/** A field of a protobuf message: a number in `varint`, or everything else in `bytes`. */
export interface WireField {
  readonly number: number;
  readonly varint: bigint;
  readonly bytes: Buffer;
}

const NOTHING = Buffer.alloc(0);

/** The fields of a protobuf message in their order. Throws a RangeError where the bytes end too early. */
export function fieldsOf(bytes: Buffer): readonly WireField[] {
  const fields: WireField[] = [];
  const reader = { bytes, offset: 0 };
  while (reader.offset < bytes.length) {
    const key = Number(varint(reader));
    fields.push({ number: key >> 3, ...content(reader, key & 7) });
  }
  return fields;
}

interface Reader {
  readonly bytes: Buffer;
  offset: number;
}

function content(reader: Reader, type: number): Omit<WireField, 'number'> {
  switch (type) {
    case 0:
      return { varint: varint(reader), bytes: NOTHING };
    case 1:
      return { varint: 0n, bytes: taken(reader, 8) };
    case 2:
      return { varint: 0n, bytes: taken(reader, Number(varint(reader))) };
    case 5:
      return { varint: 0n, bytes: taken(reader, 4) };
    default:
      throw new RangeError(`unknown wire type ${type}`);
  }
}

function taken(reader: Reader, size: number): Buffer {
  const end = reader.offset + size;
  if (end > reader.bytes.length) {
    throw new RangeError('the message ends too early');
  }
  const bytes = reader.bytes.subarray(reader.offset, end);
  reader.offset = end;
  return bytes;
}

/** Seven bits a byte, the lowest first. */
function varint(reader: Reader): bigint {
  let value = 0n;
  for (let shift = 0n; ; shift += 7n) {
    const byte = reader.bytes[reader.offset];
    if (byte === undefined) {
      throw new RangeError('the message ends too early');
    }
    reader.offset += 1;
    value |= BigInt(byte & 0x7f) << shift;
    if (byte < 0x80) {
      return value;
    }
  }
}
