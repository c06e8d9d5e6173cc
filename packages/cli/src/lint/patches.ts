import { posix } from 'node:path';
import { isJsonObject } from '@flagger/api';
import { parseDocument } from 'yaml';
import type { Files } from '../io.ts';

const IS_KUSTOMIZATION = /(?:^|\/)(?:kustomization\.ya?ml|Kustomization)$/;

/** The files that kustomizations among these name as patches, which hold a part of an object only, with whose they are. */
export async function patchesIn(files: readonly string[], from: Files): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  for (const file of files.filter((each) => IS_KUSTOMIZATION.test(each))) {
    for (const patch of patchesOf(await from.read(file))) {
      found.set(posix.join(posix.dirname(file), patch), file);
    }
  }
  return found;
}

/** What a kustomization names as patches; one that cannot be read names none. A patch in place of a path is no file. */
function patchesOf(text: string): readonly string[] {
  const { contents, errors } = parseDocument(text);
  const kustomization: unknown = errors.length === 0 ? contents?.toJSON() : undefined;
  if (!isJsonObject(kustomization)) {
    return [];
  }
  return ['patches', 'patchesStrategicMerge', 'patchesJson6902']
    .flatMap((field): readonly unknown[] => {
      const patches = kustomization[field];
      return Array.isArray(patches) ? patches : [];
    })
    .map((patch) => (isJsonObject(patch) ? patch['path'] : patch))
    .flatMap((path) => (typeof path === 'string' && !path.includes('\n') ? [path] : []));
}
