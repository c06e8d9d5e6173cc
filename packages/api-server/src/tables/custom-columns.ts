import { type Json, type JsonObject, numberAt, objectsAt, stringAt } from '../json.ts';
import type { Column } from './column.ts';
import { AGE, NAME, column } from './columns.ts';
import { age } from './durations.ts';
import { jsonPath } from './json-path.ts';

const TYPES = ['string', 'integer', 'number', 'boolean', 'date'] as const;

/** The columns of a version of a CRD: its name, then `additionalPrinterColumns`, or the age if there are none. */
export function customColumns(version: JsonObject): readonly Column[] {
  const own = objectsAt(version, 'additionalPrinterColumns').map(customColumn);
  return [NAME, ...(own.length === 0 ? [{ ...AGE, type: 'date' as const }] : own)];
}

function customColumn(source: JsonObject): Column {
  const read = jsonPath(stringAt(source, 'jsonPath') ?? '');
  const type = TYPES.find((each) => each === source.type) ?? 'string';
  const format = stringAt(source, 'format');
  const options = { type, priority: numberAt(source, 'priority') ?? 0, ...(format === undefined ? {} : { format }) };
  return column(stringAt(source, 'name') ?? '', (object, now) => cell(type, read(object), now), options);
}

/** What cannot be shown as the column's type is left empty. */
function cell(type: Column['type'], [first, ...others]: readonly Json[], now: number): Json {
  if (first === undefined || first === null) {
    return null;
  }
  switch (type) {
    case 'string':
      return [first, ...others].map((value) => (typeof value === 'string' ? value : JSON.stringify(value))).join(',');
    case 'integer':
      return typeof first === 'number' ? Math.trunc(first) : null;
    case 'number':
      return typeof first === 'number' ? first : null;
    case 'boolean':
      return typeof first === 'boolean' ? first : null;
    case 'date':
      return typeof first === 'string' ? age(first, now) : null;
  }
}
