import { isList, isObject, type Json, type JsonObject } from '../json.ts';
import { resolved } from './built-in-schema.ts';
import type { Schema } from './schema.ts';

/** The value with what its schema says of fields that nobody set. */
export function defaulted(schema: Schema, value: Json): Json {
  const rules = resolved(schema);
  if (isList(value)) {
    const { items } = rules;
    return items === undefined ? value : value.map((item) => defaulted(items, item));
  }
  return isObject(value) ? fields(rules, value) : value;
}

function fields({ properties = {}, additional }: Schema, value: JsonObject): JsonObject {
  const result: Record<string, Json> = {};
  for (const [name, field] of Object.entries(value)) {
    const rules = Object.hasOwn(properties, name) ? properties[name] : additional;
    // null in a field that may not be null counts as absent if there is something to put in its place
    const standard = field === null && rules?.nullable !== true ? rules?.default : undefined;
    result[name] = rules === undefined ? field : defaulted(rules, standard ?? field);
  }
  for (const [name, rules] of Object.entries(properties)) {
    if (rules.default !== undefined && !Object.hasOwn(result, name)) {
      result[name] = defaulted(rules, rules.default);
    }
  }
  return result;
}
