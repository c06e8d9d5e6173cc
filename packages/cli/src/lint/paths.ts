import { readManifests, type Read } from '@flagger/lint';
import { EXIT, Ended } from '../exit.ts';
import type { Files, Io } from '../io.ts';

/** The manifests of files and of folders with all that is below; `-` is stdin. */
export async function manifestsAt(paths: readonly string[], { files }: Pick<Io, 'files'>): Promise<Read> {
  const read: Read[] = [];
  for (const path of paths) {
    const found = path === '-' ? ['-'] : await filesAt(path, files);
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
