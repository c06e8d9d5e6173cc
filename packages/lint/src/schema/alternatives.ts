import { isJsonObject } from '@flagger/api';
import type { Schema } from './schema.ts';

/** What `oneOf`, `anyOf` and `not` have against a value, as a sentence. */
export function alternativesProblem(value: unknown, { oneOf, anyOf, not }: Schema): string | undefined {
  const fitting = (oneOf ?? []).filter((each) => fits(value, each));
  if (oneOf && fitting.length !== 1) {
    return `found ${fitting.length === 0 ? 'none' : `${fitting.length} at once`}, allowed is exactly one of: ${oneOf.map(told).join('; ')}`;
  }
  if (anyOf && !anyOf.some((each) => fits(value, each))) {
    return `found none, allowed is one of: ${anyOf.map(told).join('; ')}`;
  }
  return not && fits(value, not) ? `not allowed is ${told(not)}` : undefined;
}

/** A branch as people say it. */
function told({ required, properties, not }: Schema): string {
  if (not) {
    return 'nothing of it';
  }
  return (required ?? Object.keys(properties ?? {})).join(' with ') || 'something else';
}

function fits(value: unknown, schema: Schema): boolean {
  const { required = [], properties = {}, type } = schema;
  const has = (name: string): boolean => isJsonObject(value) && (value[name] ?? undefined) !== undefined;
  return (
    required.every(has)
    && Object.entries(properties).every(
      ([name, field]) => !has(name) || fits(isJsonObject(value) ? value[name] : undefined, field),
    )
    && (schema.enum === undefined || schema.enum.includes(value))
    && (type === undefined
      || type === 'object'
      || typeof value === type
      || (type === 'integer' && Number.isInteger(value)))
    && alternativesProblem(value, schema) === undefined
  );
}
