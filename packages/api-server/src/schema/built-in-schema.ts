import { readFileSync } from 'node:fs';
import { DEFAULTS } from '../built-in/defaults.ts';
import { isObject, isString, type Json, type JsonObject, listAt, objectAt, parseJson } from '../json.ts';
import type { Schema } from './schema.ts';

/** Field types of Kubernetes' own kinds, as make-types.ts wrote them. */
const DATA = parseJson(readFileSync(new URL('../built-in/types.json', import.meta.url), 'utf8'));
const TYPES = objectAt(DATA, 'types');
const ENUMS = objectAt(DATA, 'enums');
/** Structs that are managed as a whole. */
const ATOMIC = listAt(DATA, 'atomic');

const known = new Map<string, Schema>();

/** The rules of a built-in type, e.g. `core.PodSpec`. Types refer to others by name, as some contain themselves. */
export function builtInSchema(name: string): Schema {
  const schema = known.get(name) ?? structSchema(name);
  known.set(name, schema);
  return schema;
}

/** The rules of a whole object of a kind, whose own type is given. */
export function kindSchema(name: string): Schema {
  const { properties, ...rest } = builtInSchema(name);
  const text: Schema = { type: 'string', isOmittedWhenEmpty: true };
  return { ...rest, properties: { apiVersion: text, kind: text, ...properties } };
}

const withRules = new WeakMap<Schema, Schema>();

/** A schema with the rules of the type it refers to. */
export function resolved(schema: Schema): Schema {
  if (schema.ref === undefined) {
    return schema;
  }
  const found = withRules.get(schema) ?? { ...builtInSchema(schema.ref), ...schema };
  withRules.set(schema, found);
  return found;
}

function structSchema(name: string): Schema {
  const enumerated = listAt(ENUMS, name);
  if (TYPES[name] === undefined) {
    return { type: 'string', ...(enumerated.length > 0 ? { enum: enumerated } : {}) };
  }
  const properties: Record<string, Schema> = {};
  const inlined: Schema[] = [];
  for (const [field, specification] of Object.entries(objectAt(TYPES, name))) {
    if (!isString(specification)) {
      continue;
    }
    if (field.startsWith('+')) {
      // in protobuf they are in a message of their own, with numbers of its own
      for (const [name, { number: _, ...inner }] of Object.entries(builtInSchema(field.slice(1)).properties ?? {})) {
        properties[name] = inner;
      }
      inlined.push({ ref: field.slice(1), ...flagged(specification.split(' ')) });
    } else {
      properties[field] = fieldSchema(specification, DEFAULTS[`${name}.${field}`]);
    }
  }
  return {
    type: 'object',
    properties,
    ...(ATOMIC.includes(name) ? { isAtomicMap: true } : {}),
    ...(inlined.length > 0 ? { inlined } : {}),
  };
}

/** The rules of a field that is written as `<Go type> <flags>`. */
function fieldSchema(specification: string, fallback: Json | undefined): Schema {
  const [type = '', ...flags] = specification.split(' ');
  const isPointer = type.startsWith('*');
  const isOmitted = flags.includes('omitempty') && !isPointer;
  const value = goType(isPointer ? type.slice(1) : type);
  const zero = isPointer ? undefined : zeroOf(value, flags);
  const standard = fallback ?? zero;
  const isOptional = flags.includes('omitempty') || flags.includes('optional');
  return {
    ...value,
    ...(isOptional ? {} : { isRequired: true }),
    ...(zero === null || isObject(zero) ? { isAlwaysThere: true } : {}),
    ...flagged(flags),
    ...(isOmitted ? { isOmittedWhenEmpty: true } : {}),
    ...(standard === undefined ? {} : { default: standard }),
    nullable: true,
  };
}

/** What Go writes for a field that is not set: structs always, everything else unless it is omitted when empty. */
function zeroOf(schema: Schema, flags: readonly string[]): Json | undefined {
  if (flags.includes('omitzero')) {
    return undefined;
  }
  if (schema.format === 'time' || schema.format === 'microtime') {
    return null;
  }
  if (schema.ref !== undefined && TYPES[schema.ref] !== undefined) {
    return {};
  }
  if (flags.includes('omitempty') || schema.isIntOrString === true || schema.keepsUnknown === true) {
    return undefined;
  }
  if (schema.type === 'array' || schema.type === 'object') {
    return null;
  }
  const zeros: JsonObject = { integer: 0, number: 0, boolean: false, string: '' };
  return zeros[schema.type ?? 'string'] ?? undefined;
}

function flagged(flags: readonly string[]): Schema {
  const merge = flags.find((flag) => /^merge\b/.test(flag));
  const map = flags.find((flag) => flag.startsWith('map='));
  const number = flags.find((flag) => flag.startsWith('#'));
  return {
    ...(number === undefined ? {} : { number: Number(number.slice(1)) }),
    ...(merge === undefined ? {} : { mergeKey: merge.slice('merge='.length) }),
    ...(flags.includes('retainKeys') ? { retainsKeys: true } : {}),
    ...(map === undefined ? {} : { listType: 'map', listKeys: map.slice('map='.length).split(',') }),
    ...(flags.includes('set') ? { listType: 'set' } : {}),
    ...(flags.includes('atomic') ? { listType: 'atomic', isAtomicMap: true } : {}),
  };
}

const PLAIN: Readonly<Record<string, Schema>> = {
  string: { type: 'string' },
  bool: { type: 'boolean' },
  int32: { type: 'integer', format: 'int32' },
  int64: { type: 'integer', format: 'int64' },
  uint64: { type: 'integer', format: 'int64' },
  float64: { type: 'number' },
  time: { type: 'string', format: 'time' },
  microtime: { type: 'string', format: 'microtime' },
  quantity: { type: 'string', format: 'quantity' },
  intOrString: { isIntOrString: true },
  raw: { keepsUnknown: true },
  fieldsV1: { keepsUnknown: true, format: 'fieldsV1' },
  '[]byte': { type: 'string', format: 'byte' },
};

function goType(type: string): Schema {
  const plain = PLAIN[type];
  if (plain !== undefined) {
    return plain;
  }
  if (type.startsWith('[]')) {
    return { type: 'array', items: goType(type.slice(2)) };
  }
  if (type.startsWith('map[')) {
    return { type: 'object', additional: goType(type.slice(type.indexOf(']') + 1)) };
  }
  if (type.startsWith('*')) {
    return goType(type.slice(1));
  }
  return { ref: type };
}
