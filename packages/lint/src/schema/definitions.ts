import { definitions, isJsonObject } from '@flagger/api';
import { valueAt } from '../path.ts';
import { isSchema, type Schema } from './schema.ts';

let known: ReadonlyMap<string, Schema> | undefined;

/** The schema by which the API server takes a kind of ours, by `apiVersion/kind`; the CRDs are made from the same. */
export function schemaOf(apiVersion: string, kind: string): Schema | undefined {
  known ??= schemas();
  return known.get(`${apiVersion}/${kind}`);
}

/** The versions in which a kind of ours is served, the stored one first. */
export function versionsOf(kind: string): readonly string[] {
  known ??= schemas();
  return [...known.keys()].filter((key) => key.endsWith(`/${kind}`)).map((key) => key.slice(0, -kind.length - 1));
}

function schemas(): ReadonlyMap<string, Schema> {
  return new Map(
    definitions().flatMap(({ spec: { group, names, versions } }) =>
      versions.map(({ name, schema }) => [`${group}/${name}/${names.kind}`, closed(schema)] as const),
    ),
  );
}

/** Metadata and status are for others to look at. */
function closed(schema: object): Schema {
  const { properties, ...rest } = schemaIn(schema);
  const { spec } = properties ?? {};
  const open = { apiVersion: {}, kind: {}, metadata: {}, status: {} };
  return { ...rest, properties: { ...open, ...(spec && { spec }) }, required: ['spec'] };
}

function schemaIn(schema: object): Schema {
  const found = valueAt(schema, ['openAPIV3Schema']);
  return isJsonObject(found) && isSchema(found) ? found : {};
}
