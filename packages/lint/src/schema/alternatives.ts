import { isJsonObject } from '@flagger/api';
import type { Schema } from './schema.ts';

/** What `oneOf`, `anyOf` and `not` have against a value, as a sentence. */
export function alternativesProblem(value: unknown, { oneOf, anyOf, not }: Schema): string | undefined {
  if (oneOf && oneOf.filter((each) => fits(value, each)).length !== 1) {
    return choiceProblem(value, oneOf);
  }
  if (anyOf && !anyOf.some((each) => fits(value, each))) {
    return `found none, allowed is one of: ${anyOf.map(told).join('; ')}`;
  }
  return not && fits(value, not) ? `not allowed is ${told(not)}` : undefined;
}

/** What all choices ask for is no choice. */
function choiceProblem(value: unknown, choices: readonly Schema[]): string {
  const [{ required: first = [] } = {}, ...others] = choices;
  const always = first.filter((name) => others.every(({ required = [] }) => required.includes(name)));
  const missing = always.filter((name) => !has(value, name));
  const own = choices.map(({ required = [], ...rest }) => ({
    ...rest,
    required: required.filter((name) => !always.includes(name)),
  }));
  const fitting = own.filter((each) => fits(value, each));
  const found = fitting.length === 0 ? 'none' : `${fitting.map(told).join(' and ')} at once`;
  return [
    ...(missing.length > 0 ? [`${missing.join(' and ')} ${missing.length > 1 ? 'are' : 'is'} missing`] : []),
    ...(fitting.length === 1 ? [] : [`found ${found}, allowed is exactly one of: ${own.map(told).join('; ')}`]),
  ].join('; ');
}

/** A branch as people say it. */
function told({ required, properties, not }: Schema): string {
  if (not) {
    return 'nothing of it';
  }
  return (required ?? Object.keys(properties ?? {})).join(' with ') || 'something else';
}

const has = (value: unknown, name: string): boolean => isJsonObject(value) && (value[name] ?? undefined) !== undefined;

function fits(value: unknown, schema: Schema): boolean {
  const { required = [], properties = {}, type } = schema;
  return (
    required.every((name) => has(value, name))
    && Object.entries(properties).every(
      ([name, field]) => !has(value, name) || fits(isJsonObject(value) ? value[name] : undefined, field),
    )
    && (schema.enum === undefined || schema.enum.includes(value))
    && (type === undefined
      || type === 'object'
      || typeof value === type
      || (type === 'integer' && Number.isInteger(value)))
    && alternativesProblem(value, schema) === undefined
  );
}
