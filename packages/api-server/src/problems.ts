import type { Json } from './json.ts';

const WORDS = {
  FieldValueRequired: 'Required value',
  FieldValueInvalid: 'Invalid value',
  FieldValueTypeInvalid: 'Invalid value',
  FieldValueNotSupported: 'Unsupported value',
  FieldValueDuplicate: 'Duplicate value',
  FieldValueForbidden: 'Forbidden',
  FieldValueTooLong: 'Too long',
  FieldValueTooMany: 'Too many',
  FieldValueNotFound: 'Not found',
};

/** Something wrong with one field, as a cause of a Status of reason Invalid. */
export interface Cause {
  readonly reason: keyof typeof WORDS;
  readonly message: string;
  readonly field: string;
}

/** A problem in Kubernetes' words. */
function problem(reason: Cause['reason'], field: string, ...details: readonly string[]): Cause {
  return { reason, field, message: [WORDS[reason], ...details.filter((detail) => detail !== '')].join(': ') };
}

export const required = (field: string, detail = ''): Cause => problem('FieldValueRequired', field, detail);
export const invalid = (field: string, value: Json, detail: string): Cause =>
  problem('FieldValueInvalid', field, shown(value), detail);
export const wrongType = (field: string, value: Json, detail: string): Cause =>
  problem('FieldValueTypeInvalid', field, shown(value), detail);
export const duplicate = (field: string, value: Json): Cause => problem('FieldValueDuplicate', field, shown(value));
export const forbidden = (field: string, detail: string): Cause => problem('FieldValueForbidden', field, detail);
export const notFound = (field: string, value: Json): Cause => problem('FieldValueNotFound', field, shown(value));

/** A text of more bytes than allowed. */
export const tooLong = (field: string, most: number): Cause =>
  problem('FieldValueTooLong', field, `may not be more than ${most} bytes`);

/** A list of more items than allowed. */
export const tooMany = (field: string, count: number, most: number): Cause =>
  problem('FieldValueTooMany', field, String(count), `must have at most ${most} items`);

/** A value that is not among those allowed. */
export function unsupported(field: string, value: Json, allowed: readonly Json[]): Cause {
  return problem('FieldValueNotSupported', field, shown(value), `supported values: ${allowed.map(shown).join(', ')}`);
}

/** Field and message in one line. */
export const sentence = ({ field, message }: Cause): string => `${field}: ${message}`;

const shown = (value: Json): string => (value === null ? 'null' : JSON.stringify(value));
