/** Labels or annotations. */
export type Pairs = Readonly<Record<string, string>>;

/** Keys that contain this belong to Flux, which would take our copy for its own object. */
const FLUX = 'toolkit.fluxcd.io';

/** Keeps Flux from setting back what we change. */
export const FLUX_DISABLED: Pairs = {
  'kustomize.toolkit.fluxcd.io/reconcile': 'disabled',
  'helm.toolkit.fluxcd.io/driftDetection': 'disabled',
};

export const withoutFlux = (pairs: Pairs = {}): Pairs => kept(pairs, (key) => !key.includes(FLUX));

/** Those whose key begins with one of the prefixes of `-include-label-prefix`; `*` stands for all but Flux's. */
export function withPrefix(pairs: Pairs = {}, prefixes: readonly string[]): Pairs {
  return kept(withoutFlux(pairs), (key) => prefixes.some((prefix) => prefix === '*' || key.startsWith(prefix)));
}

export const withKeys = (pairs: Pairs = {}, keys: readonly string[] = []): Pairs =>
  kept(pairs, (key) => keys.includes(key));

/** The merge patch that turns one map into the other; undefined where they are the same. */
export function mapChanges(from: Pairs = {}, to: Pairs): Readonly<Record<string, string | null>> | undefined {
  const removed = Object.keys(from).filter((key) => !Object.hasOwn(to, key));
  const set = Object.entries(to).filter(([key, value]) => from[key] !== value);
  if (removed.length + set.length === 0) {
    return undefined;
  }
  return { ...Object.fromEntries(removed.map((key) => [key, null])), ...Object.fromEntries(set) };
}

/** Undefined for an empty map: the API server gives none back either. */
export const nonEmpty = (pairs: Pairs): Pairs | undefined => (Object.keys(pairs).length > 0 ? pairs : undefined);

function kept(pairs: Pairs, isKept: (key: string) => boolean): Pairs {
  return Object.fromEntries(Object.entries(pairs).filter(([key]) => isKept(key)));
}
