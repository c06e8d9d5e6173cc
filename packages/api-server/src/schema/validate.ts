import { isDeepStrictEqual } from 'node:util';
import { isList, isObject, type Json, type JsonObject } from '../json.ts';
import { duplicate, invalid, type Cause, required, tooMany, unsupported, wrongType } from '../problems.ts';
import { resolved } from './built-in-schema.ts';
import { formatProblem } from './formats.ts';
import type { Schema } from './schema.ts';

/**
 * Everything in which a value is against its schema. `field` is the value's own path, e.g. `spec.analysis`; empty for
 * a whole object.
 */
export function violations(schema: Schema, value: Json, field = ''): readonly Cause[] {
  const rules = resolved(schema);
  if (value === null) {
    return rules.nullable === true
      ? []
      : [wrongType(shownPath(field), 'null', `${inBody(field)} must be of type ${typeName(rules)}: "null"`)];
  }
  const type = typeViolation(rules, value, field);
  if (type !== undefined) {
    return [type];
  }
  const found = [
    ...combined(rules, value, field),
    ...contentViolations(rules, value, field),
    ...enumViolation(rules, value, field),
  ];
  return isObject(value) ? [...found, ...objectViolations(rules, value, field)] : found;
}

/** Paths as in Kubernetes' messages of schema violations. */
const inBody = (field: string): string => `${field} in body`;
const shownPath = (field: string): string => (field === '' ? '<nil>' : field);
const below = (field: string, name: string): string => (field === '' ? name : `${field}.${name}`);

function typeName({ type, isIntOrString }: Schema): string {
  return isIntOrString === true ? 'integer,string' : (type ?? 'object');
}

function typeOf(value: Json): string {
  if (isList(value)) {
    return 'array';
  }
  if (typeof value === 'number') {
    return Number.isInteger(value) ? 'integer' : 'number';
  }
  return value === null ? 'null' : typeof value;
}

function typeViolation(rules: Schema, value: Json, field: string): Cause | undefined {
  const actual = typeOf(value);
  const fits =
    rules.isIntOrString === true
      ? ['integer', 'string'].includes(actual)
      : rules.type === undefined || rules.type === actual || (rules.type === 'number' && actual === 'integer');
  return fits
    ? undefined
    : wrongType(shownPath(field), actual, `${inBody(field)} must be of type ${typeName(rules)}: "${actual}"`);
}

function contentViolations(rules: Schema, value: Json, field: string): readonly Cause[] {
  if (typeof value === 'string') {
    return stringViolations(rules, value, field);
  }
  if (typeof value === 'number') {
    return numberViolations(rules, value, field);
  }
  return isList(value) ? listViolations(rules, value, field) : [];
}

function stringViolations(
  { minLength, maxLength, pattern, format }: Schema,
  value: string,
  field: string,
): readonly Cause[] {
  const found: Cause[] = [];
  // counted as Go counts runes
  const length = Array.from(value).length;
  if (maxLength !== undefined && length > maxLength) {
    found.push(invalid(field, value, `${inBody(field)} should be at most ${maxLength} chars long`));
  }
  if (minLength !== undefined && length < minLength) {
    found.push(invalid(field, value, `${inBody(field)} should be at least ${minLength} chars long`));
  }
  if (pattern !== undefined && !matches(pattern, value)) {
    found.push(invalid(field, value, `${inBody(field)} should match '${pattern}'`));
  }
  const wrongFormat = format === undefined ? undefined : formatProblem(format, value);
  if (wrongFormat !== undefined) {
    found.push(invalid(field, value, `${inBody(field)} must be of type ${wrongFormat}: ${JSON.stringify(value)}`));
  }
  return found;
}

const patterns = new Map<string, RegExp | undefined>();

/** A pattern that JavaScript cannot read allows everything. */
function matches(pattern: string, value: string): boolean {
  if (!patterns.has(pattern)) {
    patterns.set(pattern, compiled(pattern));
  }
  return patterns.get(pattern)?.test(value) ?? true;
}

function compiled(pattern: string): RegExp | undefined {
  try {
    return new RegExp(pattern, 'u');
  } catch {
    return undefined;
  }
}

function numberViolations(rules: Schema, value: number, field: string): readonly Cause[] {
  const { minimum, maximum, multipleOf } = rules;
  const found: Cause[] = [];
  const [over, under] = [rules.exclusiveMaximum === true, rules.exclusiveMinimum === true];
  if (maximum !== undefined && (value > maximum || (over && value === maximum))) {
    found.push(invalid(field, value, `${inBody(field)} should be less than ${over ? '' : 'or equal to '}${maximum}`));
  }
  if (minimum !== undefined && (value < minimum || (under && value === minimum))) {
    found.push(
      invalid(field, value, `${inBody(field)} should be greater than ${under ? '' : 'or equal to '}${minimum}`),
    );
  }
  if (multipleOf !== undefined && value % multipleOf !== 0) {
    found.push(invalid(field, value, `${inBody(field)} should be a multiple of ${multipleOf}`));
  }
  return found;
}

function listViolations(rules: Schema, value: readonly Json[], field: string): readonly Cause[] {
  const { items, minItems, maxItems } = rules;
  const found: Cause[] = [];
  if (maxItems !== undefined && value.length > maxItems) {
    found.push(tooMany(field, value.length, maxItems));
  }
  if (minItems !== undefined && value.length < minItems) {
    found.push(invalid(field, value.length, `${inBody(field)} should have at least ${minItems} items`));
  }
  if (rules.listType === 'set' || rules.listType === 'map') {
    found.push(...duplicates(rules, value, field));
  }
  return [
    ...found,
    ...(items === undefined ? [] : value.flatMap((item, index) => violations(items, item, `${field}[${index}]`))),
  ];
}

function duplicates({ listType, listKeys = [] }: Schema, value: readonly Json[], field: string): readonly Cause[] {
  const keys = value.map((item) =>
    listType === 'map' && isObject(item) ? Object.fromEntries(listKeys.map((key) => [key, item[key] ?? null])) : item,
  );
  return keys.flatMap((key, index) =>
    keys.slice(0, index).some((other) => isDeepStrictEqual(other, key)) ? [duplicate(`${field}[${index}]`, key)] : [],
  );
}

function objectViolations(rules: Schema, value: JsonObject, field: string): readonly Cause[] {
  const { properties = {}, additional, minProperties, maxProperties } = rules;
  const found: Cause[] = [];
  const size = Object.keys(value).length;
  if (minProperties !== undefined && size < minProperties) {
    found.push(invalid(shownPath(field), size, `${inBody(field)} should have at least ${minProperties} properties`));
  }
  if (maxProperties !== undefined && size > maxProperties) {
    found.push(tooMany(shownPath(field), size, maxProperties));
  }
  for (const [name, each] of Object.entries(value)) {
    const own = Object.hasOwn(properties, name) ? properties[name] : additional;
    if (own !== undefined) {
      found.push(...violations(own, each, below(field, name)));
    }
  }
  const missing = (rules.required ?? []).filter((name) => !Object.hasOwn(value, name));
  return [...found, ...missing.map((name) => required(below(field, name)))];
}

function enumViolation({ enum: allowed }: Schema, value: Json, field: string): readonly Cause[] {
  if (allowed === undefined || allowed.some((each) => isDeepStrictEqual(each, value))) {
    return [];
  }
  return [unsupported(field, value, allowed)];
}

function combined({ allOf = [], anyOf = [], oneOf = [], not }: Schema, value: Json, field: string): readonly Cause[] {
  const holds = (schema: Schema): boolean => violations(schema, value, field).length === 0;
  const fail = (what: string): Cause => invalid('<nil>', '', `"${field}" ${what}`);
  // of alternatives that all fail, the first is told
  const first = ([schema]: readonly Schema[]): readonly Cause[] =>
    schema === undefined ? [] : violations(schema, value, field);
  const found = allOf.flatMap((schema) => violations(schema, value, field));
  if (anyOf.length > 0 && !anyOf.some(holds)) {
    found.push(fail('must validate at least one schema (anyOf)'), ...first(anyOf));
  }
  const count = oneOf.filter(holds).length;
  if (oneOf.length > 0 && count === 0) {
    found.push(fail('must validate one and only one schema (oneOf). Found none valid'), ...first(oneOf));
  }
  if (count > 1) {
    found.push(fail(`must validate one and only one schema (oneOf). Found ${count} valid alternatives`));
  }
  if (not !== undefined && holds(not)) {
    found.push(fail('must not validate the schema (not)'));
  }
  return found;
}
