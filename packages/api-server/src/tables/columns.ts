import {
  isObject,
  type Json,
  type JsonObject,
  listAt,
  numberAt,
  objectAt,
  objectsAt,
  type Path,
  stringAt,
  word,
} from '../json.ts';
import type { Column } from './column.ts';
import { age } from './durations.ts';

/** A column of text that every object has. */
export const column = (name: string, cell: Column['cell'], options: Partial<Column> = {}): Column => ({
  name,
  type: 'string',
  ...options,
  cell,
});

/** A column that only `-o wide` shows. */
export const wide = (name: string, cell: Column['cell']): Column => column(name, cell, { priority: 1 });

export const NAME = column('Name', ({ metadata }) => metadata.name, { format: 'name' });

export const AGE = column('Age', ({ metadata }, now) => age(metadata.creationTimestamp, now));

export const CREATED = column('Created At', ({ metadata }) => metadata.creationTimestamp ?? null, { type: 'date' });

/** A column of whole numbers; what is absent counts as 0. */
export const count = (name: string, ...path: Path): Column =>
  column(name, (object) => numberAt(object, ...path) ?? 0, { type: 'integer' });

/** A column of whole numbers, as text. */
export const amount = (name: string, ...path: Path): Column => column(name, (object) => numberAt(object, ...path) ?? 0);

const podSpec = (object: Json): JsonObject => objectAt(object, 'spec', 'template', 'spec');

/** Names, images and selector of what makes pods. */
export const CONTAINERS = wide('Containers', (object) => containerFields(podSpec(object), 'name'));
export const IMAGES = wide('Images', (object) => containerFields(podSpec(object), 'image'));
export const SELECTOR = wide('Selector', (object) => selectorText(objectAt(object, 'spec').selector));

const containerFields = (spec: JsonObject, field: string): string =>
  objectsAt(spec, 'containers')
    .map((container) => stringAt(container, field) ?? '')
    .join(',');

/** Labels as `a=b,c=d`, sorted; `<none>` if there are none. */
export function labelText(labels: JsonObject): string {
  const pairs = Object.entries(labels).map(([key, value]) => `${key}=${word(value)}`);
  return pairs.length === 0 ? '<none>' : pairs.sort().join(',');
}

/** A label selector as text: `a=b,c in (d,e),!f`. */
export function selectorText(selector: Json | undefined): string {
  if (!isObject(selector)) {
    return '<none>';
  }
  const equal = Object.entries(objectAt(selector, 'matchLabels')).map(([key, value]) => ({
    key,
    text: `${key}=${word(value)}`,
  }));
  const others = objectsAt(selector, 'matchExpressions').map((expression) => ({
    key: stringAt(expression, 'key') ?? '',
    text: expressionText(expression),
  }));
  const all = [...equal, ...others].sort((a, b) => (a.key < b.key ? -1 : 1));
  return all.length === 0 ? '<none>' : all.map(({ text }) => text).join(',');
}

function expressionText(expression: JsonObject): string {
  const key = stringAt(expression, 'key') ?? '';
  const list = listAt(expression, 'values').map(word).sort().join(',');
  switch (stringAt(expression, 'operator')) {
    case 'In':
      return `${key} in (${list})`;
    case 'NotIn':
      return `${key} notin (${list})`;
    case 'Exists':
      return key;
    default:
      return `!${key}`;
  }
}
