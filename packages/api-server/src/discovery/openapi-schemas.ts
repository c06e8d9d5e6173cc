import { defined, type Json, type JsonObject, objectAt } from '../json.ts';
import type { Resource } from '../resources/resource.ts';
import { builtInSchema } from '../schema/built-in-schema.ts';
import type { Schema } from '../schema/schema.ts';

const META = 'io.k8s.apimachinery.pkg.apis.meta.v1';
const QUANTITY = 'io.k8s.apimachinery.pkg.api.resource.Quantity';
const INT_OR_STRING = 'io.k8s.apimachinery.pkg.util.intstr.IntOrString';

const VERSIONS: Readonly<Record<string, string>> = {
  meta: META,
  autoscaling: 'io.k8s.api.autoscaling.v2',
  scaling: 'io.k8s.api.autoscaling.v1',
  apiextensions: 'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1',
};

/** Types that are more than what their fields say. */
const SPECIAL: Readonly<Record<string, JsonObject>> = {
  [QUANTITY]: { oneOf: [{ type: 'string' }, { type: 'number' }] },
  [INT_OR_STRING]: { format: 'int-or-string', oneOf: [{ type: 'integer' }, { type: 'string' }] },
  [`${META}.Time`]: { type: 'string', format: 'date-time' },
  [`${META}.MicroTime`]: { type: 'string', format: 'date-time' },
  [`${META}.FieldsV1`]: { type: 'object' },
};

const TYPE_FIELDS: JsonObject = {
  apiVersion: { type: 'string', description: 'Group and version of the API, e.g. apps/v1.' },
  kind: { type: 'string', description: 'What kind of object this is.' },
};

const FORMATS: Readonly<Record<string, string>> = {
  time: `${META}.Time`,
  microtime: `${META}.MicroTime`,
  quantity: QUANTITY,
  fieldsV1: `${META}.FieldsV1`,
};

/** The schemas of some resources and of all that they refer to, by the names that OpenAPI documents use. */
export function componentSchemas(resources: readonly Resource[]): JsonObject {
  const done = new Map<string, Json>();
  for (const resource of resources) {
    done.set(componentName(resource), rootSchema(resource, done));
  }
  return Object.fromEntries(done);
}

/** The name of a resource's schema, e.g. `app.flagger.v1beta1.Canary`. */
export function componentName({ group, version, kind, type }: Resource): string {
  return type === undefined ? `${group.split('.').reverse().join('.')}.${version}.${kind}` : typeName(type);
}

function typeName(type: string): string {
  const [own = '', name = ''] = type.split('.');
  return `${VERSIONS[own] ?? `io.k8s.api.${own}.v1`}.${name}`;
}

function rootSchema(resource: Resource, done: Map<string, Json>): JsonObject {
  const { group, version, kind, schema } = resource;
  const own = schema.source ?? objectSchema(schema, done);
  const properties = { ...objectAt(own, 'properties'), ...TYPE_FIELDS };
  const metadata = {
    metadata: {
      description: 'Name, labels and whatever else every object has.',
      ...reference('meta.ObjectMeta', done),
    },
  };
  return {
    ...own,
    properties: { ...properties, ...metadata },
    'x-kubernetes-group-version-kind': [{ group, version, kind }],
  };
}

function reference(type: string, done: Map<string, Json>): JsonObject {
  const name = typeName(type);
  if (!done.has(name)) {
    done.set(name, {});
    done.set(name, objectSchema(builtInSchema(type), done));
  }
  return { allOf: [{ $ref: `#/components/schemas/${name}` }] };
}

function special(name: string, done: Map<string, Json>): JsonObject {
  done.set(name, SPECIAL[name] ?? {});
  return { $ref: `#/components/schemas/${name}` };
}

function objectSchema({ properties = {} }: Schema, done: Map<string, Json>): JsonObject {
  const required = Object.entries(properties).flatMap(([name, { isRequired }]) => (isRequired === true ? [name] : []));
  const fields = Object.fromEntries(
    Object.entries(properties).map(([name, schema]) => [name, fieldSchema(schema, done)]),
  );
  return { type: 'object', properties: fields, ...(required.length > 0 ? { required } : {}) };
}

function fieldSchema(schema: Schema, done: Map<string, Json>): JsonObject {
  const { ref, isIntOrString, keepsUnknown, format = '' } = schema;
  if (isIntOrString === true) {
    return special(INT_OR_STRING, done);
  }
  const named = FORMATS[format];
  if (named !== undefined) {
    return special(named, done);
  }
  if (keepsUnknown === true) {
    return { type: 'object' };
  }
  if (ref === undefined) {
    return valueSchema(schema, done);
  }
  const type = builtInSchema(ref);
  return type.properties === undefined
    ? defined({ type: 'string', enum: type.enum })
    : { ...reference(ref, done), ...mergeRules(schema) };
}

function valueSchema(schema: Schema, done: Map<string, Json>): JsonObject {
  const { type, format, items, additional } = schema;
  return defined({
    type,
    format,
    items: items === undefined ? undefined : fieldSchema(items, done),
    additionalProperties: additional === undefined ? undefined : fieldSchema(additional, done),
    ...mergeRules(schema),
  });
}

/** What kubectl needs for strategic merge patches and for apply. */
function mergeRules({ type, listType, listKeys, mergeKey, retainsKeys }: Schema): JsonObject {
  const strategy = [...(mergeKey === undefined ? [] : ['merge']), ...(retainsKeys === true ? ['retainKeys'] : [])].join(
    ',',
  );
  return defined({
    'x-kubernetes-list-type': type === 'array' ? listType : undefined,
    'x-kubernetes-list-map-keys': listKeys,
    'x-kubernetes-patch-merge-key': mergeKey === '' ? undefined : mergeKey,
    'x-kubernetes-patch-strategy': strategy === '' ? undefined : strategy,
  });
}

/** Group, version and kind, as operations of a document carry them. */
export const groupVersionKind = (resource: Resource): JsonObject => ({
  group: resource.group,
  version: resource.version,
  kind: resource.kind,
});
