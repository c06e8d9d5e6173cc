import { posix } from 'node:path';
import { type Patched, readManifests, type Read } from '@flagger/lint';
import { EXIT, Ended } from '../exit.ts';
import type { Files, Io } from '../io.ts';
import { kustomizationsIn } from './kustomizations.ts';
import { patchedBy, patchFiles } from './patches.ts';
import { selectorLabels } from './selector-labels.ts';

/** The manifests of files and folders, and what kustomizations among these change. */
export interface Found extends Read {
  readonly patched: readonly Patched[];
  /** By the files of manifests. */
  readonly selectorLabels: ReadonlyMap<string, readonly string[]>;
}

/** The manifests of files and of folders with all that is below, but for patches of these; `-` is stdin. */
export async function manifestsAt(paths: readonly string[], io: Pick<Io, 'files' | 'say'>): Promise<Found> {
  const found: Found[] = [];
  for (const path of paths) {
    found.push(await foundIn(path === '-' ? ['-'] : await filesAt(path, io.files), io));
  }
  return {
    manifests: found.flatMap(({ manifests }) => manifests),
    unreadable: found.flatMap(({ unreadable }) => unreadable),
    patched: found.flatMap(({ patched }) => patched),
    selectorLabels: new Map(found.flatMap(({ selectorLabels }) => [...selectorLabels])),
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
async function foundIn(files: readonly string[], io: Pick<Io, 'files' | 'say'>): Promise<Found> {
  const kustomizations = await kustomizationsIn(files, io.files);
  const patches = patchFiles(kustomizations);
  const labels = selectorLabels(kustomizations);
  const whole: Read[] = [];
  const patched = [...patchedBy(kustomizations)];
  for (const file of files) {
    const read = readManifests(file === '-' ? 'stdin' : file, await io.files.read(file));
    const kustomization = patches.get(posix.normalize(file));
    if (kustomization === undefined) {
      whole.push(read);
    } else {
      io.say(`${file} is left out: it is a patch of ${kustomization}; kustomize build puts it in.`);
      patched.push(...read.manifests);
    }
  }
  return {
    manifests: whole.flatMap(({ manifests }) => manifests),
    unreadable: whole.flatMap(({ unreadable }) => unreadable),
    patched,
    selectorLabels: new Map(files.map((file) => [file, labels.get(posix.normalize(file)) ?? []])),
  };
}

const IS_MANIFEST = /\.(?:ya?ml|json)$|^Kustomization$/;

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
