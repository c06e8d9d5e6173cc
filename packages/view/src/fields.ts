/** Readers for what others wrote: each gives the value as what it is, or nothing where it is something else. */
export type Fields = Readonly<Record<string, unknown>>;

/** The fields of an object; none where the value is no object. */
export const fieldsOf = (value: unknown): Fields => (isFields(value) ? value : {});

export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The items of a list; none where the value is no list. */
export const itemsOf = (value: unknown): readonly unknown[] => (isList(value) ? value : []);

const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value);

/** A text; undefined where the value is none or empty. */
export const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

/** A finite number; undefined where the value is none. */
export const numberOf = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isFinite(value) ? value : undefined;

/** The texts of a list. */
export const textsOf = (value: unknown): readonly string[] => itemsOf(value).filter((item) => typeof item === 'string');

/** The texts of an object, by name. */
export function textMapOf(value: unknown): Readonly<Record<string, string>> {
  const texts = Object.entries(fieldsOf(value)).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  );
  return Object.fromEntries(texts);
}
