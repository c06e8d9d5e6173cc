import { isJsonObject, type MeshProvider, parseCanary, stepless } from '@flagger/api';
import { isUnknown } from './input/variables.ts';
import type { Manifest, ReadCanary } from './manifest.ts';
import { isPatched, type Patched } from './patched.ts';
import { meshCalled } from '@flagger/meshes';

/** What a rule knows beside the manifest. */
export interface Context {
  /** All manifests, and what a cluster holds. */
  readonly manifests: readonly Manifest[];
  /** Whether all that there is was read. */
  readonly isCluster: boolean;
  readonly scrapeMs: number;
  /** A Canary as the operator reads it; nothing for other kinds. */
  readonly read: (manifest: Manifest) => ReadCanary;
  /** The mesh of a Canary; undefined where nobody said it. */
  readonly mesh: (provider: string | undefined) => MeshProvider | undefined;
  /** The manifests of a kind and a name, in a namespace or where none is said. */
  readonly find: (kind: string, name: string, namespace: string | undefined) => readonly Manifest[];
  /** Whether a patch, which was not put in, changes a manifest. */
  readonly isPatched: (manifest: Manifest) => boolean;
  /** The labels that a kustomization, which was not built, puts into the selector of a manifest. */
  readonly addedLabels: (manifest: Manifest) => readonly string[];
  /** All manifests of a namespace, and those that are of none. */
  readonly near: (namespace: string | undefined) => readonly Manifest[];
  /** Whether one of this kind is to be expected: others of it are there, and the names of all are known. */
  readonly isExpected: (kind: string) => boolean;
}

/** How manifests are looked at. */
export interface Asked {
  /** The operator's mesh, for Canaries that name none. */
  readonly provider?: string | undefined;
  /** How often Prometheus scrapes; 15 s by default. */
  readonly scrapeMs?: number | undefined;
  readonly isCluster?: boolean | undefined;
}

/** What stands beside the manifests. */
interface Beside {
  readonly patched?: readonly Patched[] | undefined;
  readonly selectorLabels?: ReadonlyMap<string, readonly string[]> | undefined;
}

/** What rules know of these manifests. */
export function contextOf(manifests: readonly Manifest[], asked: Asked & Beside) {
  const { provider, scrapeMs = 15_000, isCluster = false, patched = [], selectorLabels } = asked;
  const read = new Map<Manifest, ReadCanary>();
  const byKind = Map.groupBy(manifests, ({ kind }) => kind);
  const byName = Map.groupBy(manifests, ({ kind, name }) => `${kind}/${name}`);
  const byPlace = Map.groupBy(manifests, ({ namespace }) => namespace);
  const mesh: Context['mesh'] = (named) => meshCalled(named || provider);
  const nearby = new Map<string | undefined, readonly Manifest[]>([[undefined, manifests]]);
  return {
    manifests,
    isCluster,
    scrapeMs,
    read: (manifest) => {
      const known = read.get(manifest) ?? readCanary(manifest, mesh);
      read.set(manifest, known);
      return known;
    },
    mesh,
    isPatched: (manifest) => isPatched(manifest, patched),
    addedLabels: ({ file }) => selectorLabels?.get(file) ?? [],
    find: (kind, name, namespace) =>
      (byName.get(`${kind}/${name}`) ?? []).filter((each) => isSamePlace(each.namespace, namespace)),
    near: (namespace) => {
      const found = nearby.get(namespace) ?? [...(byPlace.get(namespace) ?? []), ...(byPlace.get(undefined) ?? [])];
      nearby.set(namespace, found);
      return found;
    },
    isExpected: (kind) => {
      const all = byKind.get(kind) ?? [];
      return (isCluster || all.length > 0) && !all.some(({ name }) => isUnknown(name));
    },
  } satisfies Context;
}

/** A manifest without a namespace goes wherever it is applied. */
const isSamePlace = (one: string | undefined, other: string | undefined): boolean =>
  one === undefined || other === undefined || one === other;

const NOTHING: ReadCanary = { canary: undefined, problems: [] };

function readCanary(manifest: Manifest, mesh: Context['mesh']): ReadCanary {
  const { apiVersion, kind, object, name, namespace } = manifest;
  if (kind !== 'Canary' || !apiVersion.startsWith('flagger.app/')) {
    return NOTHING;
  }
  const metadata = { ...(isJsonObject(object['metadata']) ? object['metadata'] : {}) };
  const { canary, problems = [] } = parseCanary({
    apiVersion,
    kind,
    metadata: { ...metadata, name, namespace: namespace ?? 'default', uid: '' },
    spec: object['spec'],
  });
  return { canary, problems: canary ? [...problems, ...stepless(canary, mesh(canary.spec.provider))] : problems };
}
