import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { CANARY_CRD } from './repository.ts';

/**
 * The folder with the definitions of every mesh's objects, a YAML file for each mesh and version; their schemas are
 * permissive.
 */
export const MESH_CRDS = resolve(import.meta.dirname, '../crds');

/** Kinds that targets of any mesh may need: KEDA's ScaledObjects. */
const SCALERS = join(MESH_CRDS, 'keda.yaml');

/**
 * The definitions of the Canary and ScaledObjects, and of the objects of a mesh by the name of its provider, such as
 * `smi:v1alpha2:istio`.
 */
export function definitionsFor(mesh: string): readonly unknown[] {
  const there = readdirSync(MESH_CRDS);
  const [family = '', ...rest] = mesh.split(':');
  const names = [mesh.replaceAll(':', '-'), mesh.split(':').slice(0, 2).join('-'), OTHER_NAMES.get(family) ?? ''];
  const file = names.map((name) => `${name}.yaml`).find((name) => there.includes(name));
  // `smi:istio` is about two meshes
  const around = [family, ...rest].map((name) => `${name}-around.yaml`).filter((name) => there.includes(name));
  const files = [...(file === undefined ? [] : [file]), ...around].map((name) => join(MESH_CRDS, name));
  return [CANARY_CRD, SCALERS, ...files].flatMap((each) => documentsIn(each));
}

/** Every file is named after its mesh and version; what SMI's name does not say is its first version. */
const OTHER_NAMES = new Map([['smi', 'smi-v1alpha1']]);

/** The objects of a YAML file. */
export function documentsIn(file: string): readonly unknown[] {
  return parseAllDocuments(readFileSync(file, 'utf8'))
    .map(valueOf)
    .filter((value) => value !== null);
}

const valueOf = (document: { toJS(): unknown }): unknown => document.toJS();
