/** What JSON can hold. `null` is a value of its own: patches and defaults tell it from what is absent. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;

/** Fields by name; reading one that is absent gives undefined. */
export interface JsonObject {
  readonly [field: string]: Json;
}

export type Path = readonly (string | number)[];

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const isList = (value: unknown): value is readonly Json[] => Array.isArray(value);

export const isString = (value: unknown): value is string => typeof value === 'string';

const isJson = (value: unknown): value is Json =>
  value === null || ['boolean', 'number', 'string', 'object'].includes(typeof value);

/** Parses JSON text; throws SyntaxError. */
export function parseJson(text: string): Json {
  const value: unknown = JSON.parse(text);
  if (!isJson(value)) {
    throw new SyntaxError('no JSON value');
  }
  return value;
}

/** What other libraries' parsers give, seen as JSON. */
export function asJson(value: unknown): Json {
  return isJson(value) ? value : null;
}

/** The value at a path, or undefined where any part of it is absent. */
export function at(value: Json | undefined, ...path: Path): Json | undefined {
  let current: Json | undefined = value;
  for (const step of path) {
    if (isObject(current) && Object.hasOwn(current, step)) {
      current = current[step];
    } else if (isList(current) && typeof step === 'number') {
      current = current[step];
    } else {
      return undefined;
    }
  }
  return current;
}

/** The text at a path; undefined if there is none or it is something else. */
export function stringAt(value: Json | undefined, ...path: Path): string | undefined {
  const found = at(value, ...path);
  return typeof found === 'string' ? found : undefined;
}

/** A plain value as text; nothing of what is absent, null, a list or an object. */
export const word = (value: Json | undefined): string =>
  typeof value === 'object' || value === undefined ? '' : String(value);

/** The number at a path; undefined if there is none or it is something else. */
export function numberAt(value: Json | undefined, ...path: Path): number | undefined {
  const found = at(value, ...path);
  return typeof found === 'number' ? found : undefined;
}

/** The object at a path; an empty one if there is none. */
export function objectAt(value: Json | undefined, ...path: Path): JsonObject {
  const found = at(value, ...path);
  return isObject(found) ? found : {};
}

/** The list at a path; an empty one if there is none. */
export function listAt(value: Json | undefined, ...path: Path): readonly Json[] {
  const found = at(value, ...path);
  return isList(found) ? found : [];
}

/** The objects in the list at a path. */
export const objectsAt = (value: Json | undefined, ...path: Path): readonly JsonObject[] =>
  listAt(value, ...path).filter(isObject);

/** A copy with another value at a path of field names; undefined removes it. */
export function withAt(object: JsonObject, [first, ...rest]: readonly string[], value: Json | undefined): JsonObject {
  if (first === undefined) {
    return object;
  }
  if (rest.length > 0) {
    return { ...object, [first]: withAt(objectAt(object, first), rest, value) };
  }
  return value === undefined ? without(object, first) : { ...object, [first]: value };
}

/** A copy without some fields. */
export function without(object: JsonObject, ...fields: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([field]) => !fields.includes(field)));
}

/** A copy without fields whose value is undefined. */
export function defined(fields: Readonly<Record<string, Json | undefined>>): JsonObject {
  const entries: [string, Json][] = [];
  for (const [field, value] of Object.entries(fields)) {
    if (value !== undefined) {
      entries.push([field, value]);
    }
  }
  return Object.fromEntries(entries);
}
