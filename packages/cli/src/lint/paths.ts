import { posix } from 'node:path';
import { readManifests, type Read } from '@flagger/lint';
import { EXIT, Ended } from '../exit.ts';
import type { Files, Io } from '../io.ts';
import { patchesIn } from './patches.ts';

/** The manifests of files and of folders with all that is below, but for patches of these; `-` is stdin. */
export async function manifestsAt(paths: readonly string[], io: Pick<Io, 'files' | 'say'>): Promise<Read> {
  const { files } = io;
  const read: Read[] = [];
  for (const path of paths) {
    const found = path === '-' ? ['-'] : await withoutPatches(await filesAt(path, files), io);
    for (const file of found) {
      read.push(readManifests(file === '-' ? 'stdin' : file, await files.read(file)));
    }
  }
  return {
    manifests: read.flatMap(({ manifests }) => manifests),
    unreadable: read.flatMap(({ unreadable }) => unreadable),
  };
}

async function filesAt(path: string, files: Files): Promise<readonly string[]> {
  const kind = await files.kindOf(path);
  if (kind === undefined) {
    throw new Ended(EXIT.error, `${path}: there is no such file or folder`);
  }
  return kind === 'file' ? [path] : filesBelow(path.replace(/(?<=.)\/+$/, ''), files);
}

/** A patch is no manifest: says which are left out. */
async function withoutPatches(found: readonly string[], io: Pick<Io, 'files' | 'say'>) {
  const patches = await patchesIn(found, io.files);
  return found.filter((file) => {
    const kustomization = patches.get(posix.normalize(file));
    if (kustomization !== undefined) {
      io.say(`${file} is left out: it is a patch of ${kustomization}; kustomize build puts it in.`);
    }
    return kustomization === undefined;
  });
}

const IS_MANIFEST = /\.(?:ya?ml|json)$/;

/** Templates of a chart are no manifests yet. */
async function filesBelow(folder: string, files: Files): Promise<readonly string[]> {
  const entries = await files.list(folder);
  const isChart = entries.some(({ name }) => name === 'Chart.yaml');
  const found: string[] = [];
  for (const { name, isFolder } of entries) {
    const isLeftOut = name.startsWith('.') || name === 'node_modules' || (isChart && name === 'templates');
    if (isFolder && !isLeftOut) {
      found.push(...(await filesBelow(`${folder}/${name}`, files)));
    } else if (!isFolder && IS_MANIFEST.test(name)) {
      found.push(`${folder}/${name}`);
    }
  }
  return found;
}
