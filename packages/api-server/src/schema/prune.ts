import { isList, isObject, type Json, type JsonObject } from '../json.ts';
import { resolved } from './built-in-schema.ts';
import type { Schema } from './schema.ts';

/** What an object of the API has, whatever its schema says. */
const OBJECT_FIELDS = ['apiVersion', 'kind', 'metadata'];

/**
 * The value without fields that its schema does not know. The path of each field that goes, e.g.
 * `spec.containers[0].foo`, is told to `onUnknown`.
 */
export function pruned(schema: Schema, value: Json, onUnknown?: (path: string) => void): Json {
  return walk(schema, value, { path: '', onUnknown: onUnknown ?? (() => undefined), isRoot: true });
}

interface Walk {
  readonly path: string;
  readonly isRoot: boolean;
  readonly onUnknown: (path: string) => void;
}

function walk(schema: Schema, value: Json, context: Walk): Json {
  const rules = resolved(schema);
  if (isList(value)) {
    const { items } = rules;
    if (items === undefined) {
      return value;
    }
    return value.map((item, index) =>
      walk(items, item, { ...context, isRoot: false, path: `${context.path}[${index}]` }),
    );
  }
  if (!isObject(value)) {
    return value;
  }
  return fields(rules, value, context);
}

function fields(rules: Schema, value: JsonObject, context: Walk): JsonObject {
  const kept: Record<string, Json> = {};
  const hasObjectFields = context.isRoot || rules.isEmbedded === true;
  const inside: (() => void)[] = [];
  for (const [name, field] of Object.entries(value)) {
    const path = context.path === '' ? name : `${context.path}.${name}`;
    const own =
      rules.properties !== undefined && Object.hasOwn(rules.properties, name) ? rules.properties[name] : undefined;
    const known = own ?? rules.additional;
    // a CRD says nothing, or little, of metadata
    if (hasObjectFields && OBJECT_FIELDS.includes(name) && own?.ref === undefined) {
      kept[name] = field;
    } else if (known !== undefined) {
      // what is unknown here is told before what is unknown inside
      kept[name] = field;
      inside.push(() => void (kept[name] = walk(known, field, { ...context, isRoot: false, path })));
    } else if (rules.keepsUnknown === true) {
      kept[name] = field;
    } else {
      context.onUnknown(path);
    }
  }
  for (const walkField of inside) {
    walkField();
  }
  return kept;
}
