import { isJsonObject, type JsonObject } from '@flagger/api';
import { parseDocument } from 'yaml';
import type { Files } from '../io.ts';

/** A kustomization, and where it was read. */
export interface Kustomization {
  readonly file: string;
  readonly object: JsonObject;
}

const IS_KUSTOMIZATION = /(?:^|\/)(?:kustomization\.ya?ml|Kustomization)$/;

/** The kustomizations among these files; one that cannot be read is none. */
export async function kustomizationsIn(files: readonly string[], from: Files): Promise<readonly Kustomization[]> {
  const found: Kustomization[] = [];
  for (const file of files.filter((each) => IS_KUSTOMIZATION.test(each))) {
    const { contents, errors } = parseDocument(await from.read(file));
    const object: unknown = errors.length === 0 ? contents?.toJSON() : undefined;
    found.push(...(isJsonObject(object) ? [{ file, object }] : []));
  }
  return found;
}

/** All that lists under these fields hold. */
export const listed = (object: JsonObject, ...fields: readonly string[]): readonly unknown[] =>
  fields.flatMap((field): readonly unknown[] => {
    const list = object[field];
    return Array.isArray(list) ? list : [];
  });
