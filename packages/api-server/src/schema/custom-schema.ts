import {
  at,
  isList,
  isObject,
  isString,
  type Json,
  type JsonObject,
  listAt,
  numberAt,
  objectsAt,
  stringAt,
} from '../json.ts';
import type { Schema, SchemaType } from './schema.ts';

const TYPES: readonly SchemaType[] = ['object', 'array', 'string', 'integer', 'number', 'boolean'];
const NUMBERS = [
  'minimum',
  'maximum',
  'multipleOf',
  'minLength',
  'maxLength',
  'minItems',
  'maxItems',
  'minProperties',
  'maxProperties',
] as const;
const FLAGS = ['nullable', 'exclusiveMinimum', 'exclusiveMaximum', 'uniqueItems'] as const;
const ALTERNATIVES = ['allOf', 'anyOf', 'oneOf'] as const;

/** The schema that a CRD's `openAPIV3Schema` describes. What it does not understand is left out. */
export function customSchema(source: JsonObject): Schema {
  return present({
    type: TYPES.find((type) => type === source.type),
    format: stringAt(source, 'format'),
    description: stringAt(source, 'description'),
    pattern: stringAt(source, 'pattern'),
    properties: isObject(source.properties) ? schemas(source.properties) : undefined,
    additional: additional(source.additionalProperties),
    items: isObject(source.items) ? customSchema(source.items) : undefined,
    required: isList(source.required) ? source.required.filter(isString) : undefined,
    enum: isList(source.enum) ? source.enum : undefined,
    default: at(source, 'default'),
    not: isObject(source.not) ? customSchema(source.not) : undefined,
    ...Object.fromEntries(NUMBERS.map((field) => [field, numberAt(source, field)])),
    ...Object.fromEntries(FLAGS.map((field) => [field, source[field] === true ? true : undefined])),
    ...Object.fromEntries(
      ALTERNATIVES.map((field) => [
        field,
        isList(source[field]) ? objectsAt(source, field).map(customSchema) : undefined,
      ]),
    ),
    ...extensions(source),
    source,
  });
}

function extensions(source: JsonObject): Schema {
  const listType = stringAt(source, 'x-kubernetes-list-type');
  const keys = listAt(source, 'x-kubernetes-list-map-keys').filter(isString);
  return present({
    isIntOrString: source['x-kubernetes-int-or-string'] === true ? true : undefined,
    keepsUnknown: source['x-kubernetes-preserve-unknown-fields'] === true ? true : undefined,
    hasExpressions: source['x-kubernetes-validations'] === undefined ? undefined : true,
    isEmbedded: source['x-kubernetes-embedded-resource'] === true ? true : undefined,
    isAtomicMap: source['x-kubernetes-map-type'] === 'atomic' ? true : undefined,
    listType: listType === 'set' || listType === 'map' || listType === 'atomic' ? listType : undefined,
    listKeys: keys.length > 0 ? keys : undefined,
  });
}

const schemas = (source: JsonObject): Record<string, Schema> =>
  Object.fromEntries(Object.entries(source).map(([name, each]) => [name, isObject(each) ? customSchema(each) : {}]));

/** `true` allows a map of anything. */
function additional(source: Json | undefined): Schema | undefined {
  if (source === true) {
    return { keepsUnknown: true };
  }
  return isObject(source) ? customSchema(source) : undefined;
}

/** Fields that are undefined are left out. */
function present(fields: { readonly [F in keyof Schema]?: Schema[F] | undefined }): Schema {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
