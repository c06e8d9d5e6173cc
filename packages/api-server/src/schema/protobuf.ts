import { isList, isObject, isString, type Json, type JsonObject } from '../json.ts';
import { kindSchema, resolved } from './built-in-schema.ts';
import type { Schema } from './schema.ts';
import { fieldsOf, type WireField } from './wire.ts';

/** What Kubernetes writes before its protobuf messages. */
const MAGIC = Buffer.from('k8s\0', 'latin1');

/** The message around every object: runtime.Unknown. */
const ENVELOPE = { typeMeta: 1, raw: 2 };
const TYPE_META = { apiVersion: 1, kind: 2 };

/**
 * A built-in object out of the protobuf message in which client-go sends it since 1.32, as JSON; `typeOf` tells the
 * Go type of a kind. Undefined where it is no such message or of a type that is not known.
 */
export function objectFromProtobuf(
  bytes: Buffer,
  typeOf: (apiVersion: string, kind: string) => string | undefined,
): JsonObject | undefined {
  if (!bytes.subarray(0, MAGIC.length).equals(MAGIC)) {
    return undefined;
  }
  const envelope = fieldsOf(bytes.subarray(MAGIC.length));
  const types = fieldsOf(last(envelope, ENVELOPE.typeMeta)?.bytes ?? Buffer.alloc(0));
  const [apiVersion, kind] = [
    last(types, TYPE_META.apiVersion)?.bytes.toString() ?? '',
    last(types, TYPE_META.kind)?.bytes.toString() ?? '',
  ];
  const type = typeOf(apiVersion, kind);
  if (type === undefined) {
    return undefined;
  }
  return { ...message(kindSchema(type), last(envelope, ENVELOPE.raw)?.bytes ?? Buffer.alloc(0)), apiVersion, kind };
}

const last = (fields: readonly WireField[], number: number): WireField | undefined =>
  fields.findLast((field) => field.number === number);

function message(schema: Schema, bytes: Buffer): JsonObject {
  const { properties = {}, inlined = [] } = resolved(schema);
  const fields = fieldsOf(bytes);
  const result: Record<string, Json> = {};
  for (const part of inlined) {
    for (const field of fields) {
      if (field.number === part.number) {
        Object.assign(result, message(part, field.bytes));
      }
    }
  }
  for (const [name, property] of Object.entries(properties)) {
    const found = property.number === undefined ? [] : fields.filter(({ number }) => number === property.number);
    if (found.length > 0) {
      result[name] = value(resolved(property), found);
    }
  }
  return result;
}

function value(schema: Schema, found: readonly WireField[]): Json {
  const { items, additional } = schema;
  if (schema.type === 'array' && items !== undefined) {
    return found.map((field) => single(resolved(items), field));
  }
  if (additional !== undefined) {
    return Object.fromEntries(found.map((field) => entry(resolved(additional), field)));
  }
  const field = found.at(-1);
  return field === undefined ? null : single(schema, field);
}

/** Maps are lists of messages with a key and a value. */
function entry(schema: Schema, { bytes }: WireField): readonly [string, Json] {
  const fields = fieldsOf(bytes);
  const content = last(fields, 2);
  return [last(fields, 1)?.bytes.toString() ?? '', content === undefined ? '' : single(schema, content)];
}

function single(schema: Schema, field: WireField): Json {
  if (schema.isIntOrString === true) {
    return intOrString(field);
  }
  if (schema.keepsUnknown === true) {
    return raw(field);
  }
  switch (schema.type) {
    case 'boolean':
      return field.varint !== 0n;
    case 'integer':
      return Number(BigInt.asIntN(64, field.varint));
    case 'number':
      return field.bytes.length === 8 ? field.bytes.readDoubleLE() : 0;
    case 'string':
      return text(schema, field);
    default:
      return message(schema, field.bytes);
  }
}

function text({ format }: Schema, { bytes }: WireField): Json {
  switch (format) {
    case 'byte':
      return bytes.toString('base64');
    case 'quantity':
      return last(fieldsOf(bytes), 1)?.bytes.toString() ?? '0';
    case 'time':
      return time(bytes);
    case 'microtime': {
      const whole = time(bytes);
      return isString(whole)
        ? whole.replace(
            'Z',
            `.${
              String(Number(last(fieldsOf(bytes), 2)?.varint ?? 0n) / 1000)
                .split('.')[0]
                ?.padStart(6, '0') ?? ''
            }Z`,
          )
        : null;
    }
    default:
      return bytes.toString();
  }
}

/** Seconds since the epoch; an empty message is no time at all. */
function time(bytes: Buffer): Json {
  if (bytes.length === 0) {
    return null;
  }
  const seconds = Number(BigInt.asIntN(64, last(fieldsOf(bytes), 1)?.varint ?? 0n));
  return `${new Date(seconds * 1000).toISOString().slice(0, 19)}Z`;
}

function intOrString({ bytes }: WireField): Json {
  const fields = fieldsOf(bytes);
  const isText = (last(fields, 1)?.varint ?? 0n) === 1n;
  return isText ? (last(fields, 3)?.bytes.toString() ?? '') : Number(BigInt.asIntN(64, last(fields, 2)?.varint ?? 0n));
}

/** JSON inside of a message. */
function raw({ bytes }: WireField): Json {
  const text = last(fieldsOf(bytes), 1)?.bytes.toString() ?? '';
  const parsed: unknown = text === '' ? {} : JSON.parse(text);
  return isObject(parsed) || isList(parsed) ? parsed : {};
}
