import { isJsonObject, type JsonObject } from '@flagger/api';
import { at, listAt } from '../repository.ts';
import { code } from './table.ts';

/** One field of a schema: where it stands, and its row in a table. */
export interface Field {
  readonly path: string;
  readonly cells: readonly string[];
}

/** Every field below a schema, each before what it holds; one that holds what another does says so instead. */
export function fieldsIn(schema: unknown, above: string): readonly Field[] {
  const required = listAt(schema, 'required');
  const fields = at(schema, 'properties');
  const own = Object.entries(isJsonObject(fields) ? fields : {});
  return own.flatMap(([name, field], index) => {
    const path = `${above}.${name}`;
    const twin = own.slice(0, index).find(([, other]) => isLarge(other) && inside(other) === inside(field));
    const cells = [
      required.includes(name) ? `**${code(path)}**` : code(path),
      takes(field),
      [at(field, 'description'), twin && `The same fields as ${code(`${above}.${twin[0]}`)}.`, ...rules(field)]
        .filter((each) => typeof each === 'string')
        .join(' '),
    ];
    return [{ path, cells }, ...(twin === undefined ? below(field, path) : [])];
  });
}

/** What stands inside of a field: its own fields, those of its entries, or those of each name. */
function below(field: unknown, path: string): readonly Field[] {
  return [
    ...fieldsIn(field, path),
    ...fieldsIn(at(field, 'items'), `${path}[]`),
    ...fieldsIn(at(field, 'additionalProperties'), `${path}.*`),
    ...fieldsIn(at(field, 'additionalProperties', 'items'), `${path}.*[]`),
  ];
}

const inside = (field: unknown): string => JSON.stringify(at(field, 'properties'));

function isLarge(field: unknown): boolean {
  const fields = at(field, 'properties');
  return isJsonObject(fields) && Object.keys(fields).length > 5;
}

function takes(field: unknown): string {
  const words = listAt(field, 'enum');
  if (words.length > 0) {
    return words.map((word) => code(String(word)) || 'empty').join(', ');
  }
  const fallback = at(field, 'default');
  return [
    typeOf(field),
    ...bounds(field),
    ...(fallback === undefined ? [] : [`default ${code(JSON.stringify(fallback))}`]),
  ].join(', ');
}

function typeOf(field: unknown): string {
  const type = at(field, 'type');
  if (type === 'array') {
    return `list of ${typeOf(at(field, 'items'))}`;
  }
  if (type === 'object' && isJsonObject(at(field, 'additionalProperties'))) {
    return `${typeOf(at(field, 'additionalProperties'))} by name`;
  }
  if (typeof type === 'string') {
    return type;
  }
  if (at(field, 'x-kubernetes-int-or-string') === true) {
    return 'integer or string';
  }
  const ways = [...listAt(field, 'anyOf'), ...listAt(field, 'oneOf')].map(typeOf);
  return [...new Set(ways)].join(' or ') || 'any';
}

const BOUNDS: readonly (readonly [string, string])[] = [
  ['minimum', 'from'],
  ['exclusiveMinimum', 'above'],
  ['maximum', 'to'],
  ['exclusiveMaximum', 'below'],
  ['minLength', 'characters from'],
  ['maxLength', 'characters to'],
  ['maxItems', 'entries to'],
  ['pattern', 'matching'],
];

function bounds(field: unknown): readonly string[] {
  const known: JsonObject = isJsonObject(field) ? field : {};
  return BOUNDS.flatMap(([name, word]) => {
    const bound = known[name];
    return typeof bound === 'number' || typeof bound === 'string' ? [`${word} ${code(String(bound))}`] : [];
  });
}

const rules = (field: unknown): readonly string[] =>
  listAt(field, 'x-kubernetes-validations').flatMap((rule) => {
    const message = at(rule, 'message');
    return typeof message === 'string' ? [`Held: ${message}.`] : [];
  });
