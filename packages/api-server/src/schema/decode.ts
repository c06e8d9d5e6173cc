import { isList, isObject, type Json, type JsonObject } from '../json.ts';
import { resolved } from './built-in-schema.ts';
import { canonicalQuantity } from './quantity.ts';
import type { Schema } from './schema.ts';
import { canonicalTime } from './time.ts';

/** JSON that does not fit the type of a field; the message is what Go says of it. */
export class DecodeError extends Error {}

/**
 * A built-in object as the server's Go types hold it: null and empty fields gone, times and quantities as the server
 * writes them. Throws a {@link DecodeError}.
 */
export function decoded(schema: Schema, value: Json, kind: string): Json {
  return decode(schema, value, { struct: kind, path: '' }) ?? {};
}

/** Where in the object a value is; `struct` is the Go type that has the field. */
interface Where {
  readonly struct: string;
  readonly path: string;
}

function decode(schema: Schema, value: Json, where: Where): Json | undefined {
  if (value === null) {
    return undefined;
  }
  const rules = resolved(schema);
  if (rules.keepsUnknown === true) {
    return value;
  }
  return rules.isIntOrString === true ? intOrString(value, where) : ofType(rules, value, where);
}

function intOrString(value: Json, where: Where): Json {
  return typeof value === 'number' || typeof value === 'string'
    ? value
    : mismatch(kindOf(value), where, 'intstr.IntOrString');
}

function ofType(rules: Schema, value: Json, where: Where): Json {
  switch (rules.type) {
    case 'object':
      return isObject(value)
        ? object(rules, value, where)
        : mismatch(kindOf(value), where, rules.ref?.replace('core.', 'v1.') ?? 'map');
    case 'array':
      return list(rules, value, where);
    case 'string':
      return text(rules, value, where);
    case 'boolean':
      return typeof value === 'boolean' ? value : mismatch(kindOf(value), where, 'bool');
    case 'integer':
    case 'number':
      return number(rules, value, where);
    default:
      return value;
  }
}

function object(rules: Schema, value: JsonObject, { struct, path }: Where): JsonObject {
  const result: Record<string, Json> = {};
  const own = rules.ref?.split('.')[1] ?? struct;
  for (const [name, field] of Object.entries(value)) {
    const property = rules.properties?.[name];
    const fieldRules = property ?? rules.additional;
    if (fieldRules === undefined) {
      continue;
    }
    const done = decode(
      fieldRules,
      field,
      property === undefined ? { struct: own, path } : { struct: own, path: path === '' ? name : `${path}.${name}` },
    );
    if (done === undefined || (fieldRules.isOmittedWhenEmpty === true && isEmpty(done, fieldRules))) {
      continue;
    }
    result[name] = done;
  }
  return result;
}

function list({ items }: Schema, value: Json, where: Where): Json {
  if (!isList(value)) {
    return mismatch(kindOf(value), where, '[]');
  }
  if (items === undefined) {
    return value;
  }
  return value.map((item) => decode(items, item, where) ?? zeroOf(items));
}

/** What Go makes of null in a list. */
function zeroOf(items: Schema): Json {
  const { type } = resolved(items);
  if (type === 'string') {
    return '';
  }
  return type === 'object' ? {} : null;
}

function text(rules: Schema, value: Json, where: Where): Json {
  if (rules.format === 'quantity') {
    return quantity(value);
  }
  if (typeof value !== 'string') {
    return mismatch(kindOf(value), where, 'string');
  }
  if (
    rules.format === 'byte'
    && !/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(value.replaceAll(/[\r\n]/g, ''))
  ) {
    throw new DecodeError(`illegal base64 data at input byte ${firstWrongByte(value)}`);
  }
  if (rules.format !== 'time' && rules.format !== 'microtime') {
    return value;
  }
  const outcome = canonicalTime(value, rules.format);
  if ('problem' in outcome) {
    throw new DecodeError(outcome.problem);
  }
  return outcome.time;
}

function firstWrongByte(value: string): number {
  const index = value.search(/[^A-Za-z0-9+/=\r\n]/);
  return index < 0 ? value.length - (value.length % 4) : index;
}

function quantity(value: Json): string {
  const found = typeof value === 'string' || typeof value === 'number' ? canonicalQuantity(String(value)) : undefined;
  if (found === undefined) {
    throw new DecodeError(
      `quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'`,
    );
  }
  return found;
}

const LARGEST = 2 ** 31;

function number({ type, format }: Schema, value: Json, where: Where): Json {
  const name = type === 'number' ? 'float64' : (format ?? 'int64');
  if (typeof value !== 'number') {
    return mismatch(kindOf(value), where, name);
  }
  const fits =
    type === 'number' || (Number.isInteger(value) && (format !== 'int32' || (value < LARGEST && value >= -LARGEST)));
  return fits ? value : mismatch(`number ${value}`, where, name);
}

function isEmpty(value: Json, schema: Schema): boolean {
  if (value === '' || value === 0 || value === false) {
    return true;
  }
  if (isList(value)) {
    return value.length === 0;
  }
  const isStruct = resolved(schema).properties !== undefined;
  return isObject(value) && !isStruct && Object.keys(value).length === 0;
}

function mismatch(kind: string, { struct, path }: Where, type: string): never {
  throw new DecodeError(`json: cannot unmarshal ${kind} into Go struct field ${struct}.${path} of type ${type}`);
}

function kindOf(value: Json): string {
  if (isList(value)) {
    return 'array';
  }
  return typeof value === 'boolean' ? 'bool' : typeof value;
}
