import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { isJsonObject } from '@flagger/api';
import { at, objectOf } from '../repository.ts';

/** A package of somebody else of which a bundle holds something. */
export interface Component {
  readonly name: string;
  readonly version: string;
  /** By its name in SPDX. */
  readonly licence: string;
  /** The texts of its licence files. */
  readonly texts: readonly string[];
}

/** The packages that are in a bundle, by the metafile of esbuild; its paths are relative to `folder`. */
export function componentsIn(metafile: unknown, folder: string): readonly Component[] {
  const outputs = Object.values(objectOf(at(metafile, 'outputs')));
  const inputs = outputs.flatMap((output) => Object.entries(objectOf(at(output, 'inputs'))));
  const held = inputs.filter(([, input]) => Number(at(input, 'bytesInOutput')) > 0).map(([path]) => path);
  const folders = new Set(held.flatMap((path) => packageFolder(path) ?? []));
  const components = [...folders].map((each) => componentAt(resolve(folder, each)));
  const distinct = new Map(components.map((each) => [`${each.name}@${each.version}`, each]));
  return [...distinct.entries()].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, each]) => each);
}

/** `../../node_modules/a/node_modules/@b/c` of a file in it. */
const packageFolder = (path: string): string | undefined => /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1];

function componentAt(folder: string): Component {
  const manifest: unknown = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const { name, version, license } = objectOf(manifest);
  if (typeof name !== 'string' || typeof version !== 'string') {
    throw new Error(`${folder}/package.json: has no name or version`);
  }
  const licence = isJsonObject(license) ? license['type'] : license;
  return { name, version, licence: typeof licence === 'string' ? licence : 'NOASSERTION', texts: textsIn(folder) };
}

/** Its licence files; where it has none, what its README says of the licence. */
function textsIn(folder: string): readonly string[] {
  const read = (name: string): string => readFileSync(join(folder, name), 'utf8').trim();
  const names = readdirSync(folder).sort();
  const files = names.filter((name) => /^(licen[cs]e|notice|copying)/i.test(name)).map(read);
  const readme = names.filter((name) => /^readme/i.test(name)).map(read);
  return files.length > 0 ? files : readme.flatMap((text) => /^(?:#+ *)?licen[cs]e *\n[^]*/im.exec(text)?.[0] ?? []);
}
