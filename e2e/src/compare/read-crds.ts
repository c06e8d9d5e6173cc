import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { crdsIn, type Profile } from './profiles.ts';

/** What goes onto the cluster beside a profile of this name. */
const WITH: Readonly<Record<string, readonly string[]>> = { istio: ['istio', 'keda'] };

/**
 * The CRDs for the recordings of a folder (`gatewayapi-v1`): from `own`, a folder with the meshes' real ones (in
 * `gatewayapi-v1/`, `gatewayapi/` or directly), else the permissive ones of this repository, in which the recordings
 * were made. Some meshes need none.
 */
export function profileOf(name: string, permissive: string, own: string | undefined): Profile {
  const parts = WITH[name] ?? [name];
  return {
    name,
    crds: parts.flatMap((part) => crdsIn(filesOf(part, permissive, own).map((file) => readFileSync(file, 'utf8')))),
  };
}

function filesOf(part: string, permissive: string, own: string | undefined): readonly string[] {
  const folders = own === undefined ? [] : [join(own, part), join(own, part.replace(/-.*/, ''))];
  const real = folders.map(yamlIn).find((files) => files.length > 0) ?? (own === undefined ? [] : yamlIn(own));
  return real.length > 0 ? real : [join(permissive, `${part}.yaml`)].filter(existsSync);
}

const yamlIn = (folder: string): readonly string[] =>
  existsSync(folder)
    ? readdirSync(folder)
        .filter((name) => /\.ya?ml$/.test(name))
        .map((name) => join(folder, name))
    : [];
