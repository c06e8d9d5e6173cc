import { isList, isObject, type Json } from '../json.ts';
import type { Schema } from '../schema/schema.ts';
import type { FieldPath, FieldSet } from './field-set.ts';
import { type Part, partsOf } from './parts.ts';

/**
 * The live value with a configuration laid over it: maps and lists with keys are merged, everything else is replaced.
 */
export function merged(schema: Schema, live: Json | undefined, applied: Json): Json {
  const parts = partsOf(schema, applied);
  if (parts === undefined || live === undefined) {
    return applied;
  }
  const old = partsOf(schema, live) ?? [];
  const byStep = new Map(old.map((part) => [part.step, part]));
  const next = parts.map((part) => ({ ...part, value: merged(part.schema, byStep.get(part.step)?.value, part.value) }));
  const steps = new Set(parts.map(({ step }) => step));
  return rebuilt(
    applied,
    interleaved(
      next,
      old.filter(({ step }) => !steps.has(step)),
      old,
    ),
  );
}

/** What is applied, in its order, with the others before what they stood before. */
function interleaved(applied: readonly Part[], others: readonly Part[], old: readonly Part[]): readonly Part[] {
  const order = old.map(({ step }) => step);
  const left = [...others];
  const result: Part[] = [];
  for (const part of applied) {
    const place = order.indexOf(part.step);
    while (place >= 0 && left[0] !== undefined && order.indexOf(left[0].step) < place) {
      result.push(...left.splice(0, 1));
    }
    result.push(part);
  }
  return [...result, ...left];
}

function rebuilt(like: Json, parts: readonly Part[]): Json {
  if (isList(like)) {
    return parts.map(({ value }) => value);
  }
  return Object.fromEntries(parts.map(({ step, value }) => [step.slice(2), value]));
}

/** A value without some of its fields. */
export function withoutFields(
  { schema, value }: { readonly schema: Schema; readonly value: Json },
  fields: FieldSet,
  path: FieldPath = [],
): Json {
  const parts = partsOf(schema, value);
  if (parts === undefined || (!isObject(value) && !isList(value))) {
    return value;
  }
  const kept = parts.flatMap((part) => {
    const own = [...path, part.step];
    const isLeaf = partsOf(part.schema, part.value) === undefined;
    if (fields.has(JSON.stringify(own)) && (isLeaf || part.isItem)) {
      return [];
    }
    return [{ ...part, value: withoutFields(part, fields, own) }];
  });
  return rebuilt(value, kept);
}
