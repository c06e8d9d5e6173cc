import { isJsonObject, type JsonObject, shownAt } from '@flagger/api';
import type { Path } from '../path.ts';
import { alternativesProblem } from './alternatives.ts';
import { PATTERNS } from './patterns.ts';
import { type Schema, VALIDATIONS } from './schema.ts';

/** What a schema has against a value. */
export interface Violation {
  readonly kind:
    'unknown' | 'missing' | 'type' | 'enum' | 'pattern' | 'range' | 'length' | 'alternatives' | 'validation';
  readonly path: Path;
  readonly says: string;
}

/** All that a structural schema has against a value, as the API server sees it. Null counts as absent. */
export function violations(value: unknown, schema: Schema, path: Path = []): readonly Violation[] {
  if (value === null || value === undefined) {
    return [];
  }
  const wrongType = typeViolation(value, schema, path);
  if (wrongType) {
    return [wrongType];
  }
  return [
    ...ownViolations(value, schema, path).map((each) => ({ ...each, path })),
    ...alternatives(value, schema, path),
    ...(isJsonObject(value) ? objectViolations(value, schema, path) : []),
    ...(Array.isArray(value) ? listViolations(value, schema, path) : []),
  ];
}

function alternatives(value: unknown, schema: Schema, path: Path): readonly Violation[] {
  const says = alternativesProblem(value, schema);
  return says === undefined ? [] : [{ kind: 'alternatives', path, says }];
}

type Own = Omit<Violation, 'path'>;

function typeViolation(value: unknown, schema: Schema, path: Path): Violation | undefined {
  if (schema['x-kubernetes-int-or-string']) {
    return typeof value === 'string' || Number.isInteger(value)
      ? undefined
      : { kind: 'type', path, says: `found ${kindOf(value)}, allowed is a whole number or a text` };
  }
  const { type } = schema;
  const is = kindOf(value);
  const isFine = type === undefined || is === TYPES[type] || (type === 'integer' && Number.isInteger(value));
  return isFine
    ? undefined
    : { kind: 'type', path, says: `found ${is}, allowed is ${TYPES[type] ?? type}${hint(value, type)}` };
}

const TYPES: Readonly<Record<string, string>> = {
  object: 'an object',
  array: 'a list',
  string: 'a text',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
};

/** What is written for true and false are more words than those two. */
function hint(value: unknown, type: string): string {
  if (type !== 'string' || typeof value === 'object') {
    return '';
  }
  return `: put it in quotes${typeof value === 'number' ? `, "${value}"` : '; yes, no, on, off, y and n are true or false as well'}`;
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) {
    return 'a list';
  }
  return TYPES[typeof value] ?? 'something else';
}

function ownViolations(value: unknown, schema: Schema, path: Path): readonly Own[] {
  const found: Own[] = [];
  if (schema.enum && !schema.enum.includes(value)) {
    found.push({ kind: 'enum', says: `found ${JSON.stringify(value)}, allowed is one of ${listed(schema.enum)}` });
  }
  if (typeof value === 'string') {
    found.push(...textViolations(value, schema, path));
  }
  if (typeof value === 'number') {
    found.push(...numberViolations(value, schema));
  }
  for (const { rule, message } of schema['x-kubernetes-validations'] ?? []) {
    if (VALIDATIONS[rule]?.(value) === false) {
      found.push({ kind: 'validation', says: message });
    }
  }
  return found;
}

const listed = (values: readonly unknown[]): string =>
  values.map((each) => (each === '' ? '""' : String(each))).join(', ');

function textViolations(value: string, schema: Schema, path: Path): readonly Own[] {
  const { pattern, minLength = 0, maxLength = Infinity } = schema;
  const { length } = value;
  const isLong = length > maxLength || length < minLength;
  const bounds = maxLength === Infinity ? `at least ${minLength}` : `${minLength} to ${maxLength}`;
  return [
    ...(pattern !== undefined && !new RegExp(pattern, 'u').test(value)
      ? [
          {
            kind: 'pattern' as const,
            says: `found ${shownAt(path, value)}, allowed is ${PATTERNS[pattern] ?? pattern}`,
          },
        ]
      : []),
    ...(isLong ? [{ kind: 'length' as const, says: `found ${length} characters, allowed are ${bounds}` }] : []),
  ];
}

function numberViolations(value: number, schema: Schema): readonly Own[] {
  const { minimum = -Infinity, maximum = Infinity, exclusiveMinimum: above, exclusiveMaximum: below } = schema;
  const least = bound(minimum, above);
  const most = bound(maximum, below);
  const isLow = least.isOpen ? value <= least.at : value < least.at;
  const isHigh = most.isOpen ? value >= most.at : value > most.at;
  const allowed = isLow
    ? `${least.isOpen ? 'more than' : 'at least'} ${least.at}`
    : `${most.isOpen ? 'less than' : 'at most'} ${most.at}`;
  return isLow || isHigh ? [{ kind: 'range', says: `found ${value}, allowed is ${allowed}` }] : [];
}

/** OpenAPI 3.0 says beside a bound whether it is excluded, later versions say the excluded one itself. */
const bound = (at: number, excluded: number | boolean | undefined) =>
  typeof excluded === 'number' ? { at: excluded, isOpen: true } : { at, isOpen: excluded === true };

function objectViolations(value: JsonObject, schema: Schema, path: Path): readonly Violation[] {
  const { properties, additionalProperties, required = [] } = schema;
  const missing = required
    .filter((name) => (value[name] ?? undefined) === undefined)
    .map((name) => ({ kind: 'missing' as const, path, says: `${name} is missing` }));
  const fields = Object.entries(value).flatMap(([name, field]) => {
    const at = [...path, name];
    const known = properties?.[name] ?? (isJsonObject(additionalProperties) ? additionalProperties : undefined);
    if (known) {
      return violations(field, known, at);
    }
    const isUnknown = properties !== undefined && additionalProperties !== true;
    return isUnknown ? [{ kind: 'unknown' as const, path: at, says: unknownField(name, Object.keys(properties)) }] : [];
  });
  return [...missing, ...fields];
}

function unknownField(name: string, known: readonly string[]): string {
  const like = known.find((each) => isLike(each.toLowerCase(), name.toLowerCase()));
  return `there is no field ${name}${like === undefined ? '' : `; did you mean ${like}?`}`;
}

/** Whether one word becomes the other by one letter more, less or other, or by two in the other order. */
function isLike(one: string, other: string): boolean {
  if (Math.abs(one.length - other.length) > 1) {
    return false;
  }
  const differs = Array.from(one).findIndex((letter, at) => letter !== other[at]);
  const at = differs < 0 ? one.length : differs;
  const [rest, otherRest] = [one.slice(at), other.slice(at)];
  return (
    rest.slice(1) === otherRest.slice(1)
    || rest.slice(1) === otherRest
    || rest === otherRest.slice(1)
    || (rest[0] === otherRest[1] && rest[1] === otherRest[0] && rest.slice(2) === otherRest.slice(2))
  );
}

const listViolations = (
  value: readonly unknown[],
  { items, minItems = 0, maxItems = Infinity }: Schema,
  path: Path,
) => [
  ...(value.length < minItems || value.length > maxItems
    ? [{ kind: 'length' as const, path, says: `found ${value.length} items, allowed are ${minItems} to ${maxItems}` }]
    : []),
  ...(items ? value.flatMap((item, index) => violations(item, items, [...path, index])) : []),
];
