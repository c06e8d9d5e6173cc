import { posix } from 'node:path';
import { isJsonObject, type JsonObject } from '@flagger/api';
import { type Patched, readManifests } from '@flagger/lint';
import { type Kustomization, listed } from './kustomizations.ts';

/** One entry of a kustomization's patches. */
interface Patch {
  readonly path?: string;
  readonly text?: string;
  readonly target?: Patched;
}

/** The files that kustomizations name as patches, which hold a part of an object only, with whose they are. */
export const patchFiles = (kustomizations: readonly Kustomization[]): ReadonlyMap<string, string> =>
  new Map(
    kustomizations.flatMap(({ file, object }) =>
      patchesOf(object).flatMap(({ path }) =>
        path === undefined ? [] : [[posix.join(posix.dirname(file), path), file] as const],
      ),
    ),
  );

/** What patches change that stand in kustomizations, or have a target there; a file may say the rest itself. */
export const patchedBy = (kustomizations: readonly Kustomization[]): readonly Patched[] =>
  kustomizations
    .flatMap(({ object }) => patchesOf(object))
    .flatMap(({ target, text }): readonly Patched[] => (target ? [target] : readManifests('', text ?? '').manifests));

const patchesOf = (kustomization: JsonObject): readonly Patch[] =>
  listed(kustomization, 'patches', 'patchesStrategicMerge', 'patchesJson6902').map(patch);

function patch(given: unknown): Patch {
  if (typeof given === 'string') {
    return given.includes('\n') ? { text: given } : { path: given };
  }
  const { path, patch: text, target } = isJsonObject(given) ? given : {};
  return {
    ...(typeof path === 'string' && { path }),
    ...(typeof text === 'string' && { text }),
    ...(isJsonObject(target) && { target: { kind: textOf(target['kind']), name: textOf(target['name']) } }),
  };
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
