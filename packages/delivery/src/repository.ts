import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { isJsonObject, type JsonObject } from '@flagger/api';
import { parseAllDocuments } from 'yaml';

/** The folder that holds everything. */
export const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/** The text of a file, by its path from the root. */
export const textAt = (path: string): string => readFileSync(`${ROOT}${path}`, 'utf8');

/** The files below a folder, by their paths from the root, sorted. */
export const filesBelow = (folder: string): readonly string[] =>
  readdirSync(`${ROOT}${folder}`, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => `${parentPath}/${name}`.slice(ROOT.length))
    .sort();

/** The objects that a text of YAML documents holds; throws where it is no YAML or holds something else. */
export function objectsIn(text: string): readonly JsonObject[] {
  const parsed: readonly unknown[] = parseAllDocuments(text).flatMap((document) => {
    if (document.errors[0] !== undefined) {
      throw document.errors[0];
    }
    const value: unknown = document.toJS();
    return value === null ? [] : [value];
  });
  return parsed.map(objectOf);
}

/** What stands there; undefined where nothing does. */
export function at(value: unknown, ...path: readonly (string | number)[]): unknown {
  const [first, ...rest] = path;
  if (first === undefined) {
    return value;
  }
  if (typeof first === 'number') {
    return Array.isArray(value) ? at(value[first], ...rest) : undefined;
  }
  return isJsonObject(value) ? at(value[first], ...rest) : undefined;
}

/** The list that stands there; empty where none does. */
export function listAt(value: unknown, ...path: readonly (string | number)[]): readonly unknown[] {
  const found = at(value, ...path);
  return Array.isArray(found) ? found : [];
}

/** The object that this is; throws where it is something else. */
export function objectOf(value: unknown): JsonObject {
  if (!isJsonObject(value)) {
    throw new Error(`found ${JSON.stringify(value)} where an object is wanted`);
  }
  return value;
}

/** `Deployment flagger`, `Role test/flagger`. */
export function nameOf(object: JsonObject): string {
  const namespace = at(object, 'metadata', 'namespace');
  const name = String(at(object, 'metadata', 'name'));
  return `${String(object['kind'])} ${typeof namespace === 'string' ? `${namespace}/` : ''}${name}`;
}
