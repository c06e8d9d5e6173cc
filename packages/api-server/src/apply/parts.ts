import { isList, isObject, type Json, type JsonObject } from '../json.ts';
import { resolved } from '../schema/built-in-schema.ts';
import type { Schema } from '../schema/schema.ts';

/** A piece of a value that can have a manager of its own. */
export interface Part {
  /** As in managedFields: `f:<name>`, `k:<keys>` or `v:<value>`. */
  readonly step: string;
  readonly schema: Schema;
  readonly value: Json;
  readonly isItem: boolean;
}

const ANYTHING: Schema = { keepsUnknown: true };

/**
 * The parts of a value; undefined for what is managed as a whole: plain values, and lists and maps that are marked
 * so.
 */
export function partsOf(schema: Schema, value: Json): readonly Part[] | undefined {
  const rules = resolved(schema);
  if (isObject(value)) {
    return rules.isAtomicMap === true ? undefined : fieldParts(rules, value);
  }
  if (!isList(value) || rules.items === undefined) {
    return undefined;
  }
  const items = rules.items;
  if (rules.listType === 'set') {
    return value.map((item) => ({ step: `v:${JSON.stringify(item)}`, schema: items, value: item, isItem: true }));
  }
  if (rules.listType !== 'map') {
    return undefined;
  }
  return value.map((item) => ({ step: keyStep(rules, item), schema: items, value: item, isItem: true }));
}

function fieldParts({ properties = {}, additional }: Schema, value: JsonObject): readonly Part[] {
  return Object.entries(value).map(([name, field]) => {
    const own = Object.hasOwn(properties, name) ? properties[name] : undefined;
    return { step: `f:${name}`, schema: own ?? additional ?? ANYTHING, value: field, isItem: false };
  });
}

/** The keys of an item; a key that is not given has its default value. */
function keyStep({ items = {}, listKeys = [] }: Schema, item: Json): string {
  const properties = resolved(items).properties ?? {};
  const keys = [...listKeys]
    .sort()
    .map((key) => [key, (isObject(item) ? item[key] : undefined) ?? properties[key]?.default ?? null]);
  return `k:${JSON.stringify(Object.fromEntries(keys))}`;
}
