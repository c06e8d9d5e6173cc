import type { HttpMatch, RoutedCanary } from '@flagger/api';
import { withService } from '@flagger/mesh-kit';

/** Those who come in by some of a Canary's gateways, with the Canary as far as it is about them. */
export interface Entrance {
  readonly canary: RoutedCanary;
  /** Undefined where all come in alike. */
  readonly gateways: readonly string[] | undefined;
}

const MESH = 'mesh';

/**
 * Calls inside the mesh apart from those through gateways, where they differ: a sidecar knows which port was called
 * and a gateway must be told, and a rewrite is for who comes from outside.
 */
export function entrances(canary: RoutedCanary): readonly Entrance[] {
  const { gateways = [], portDiscovery, rewrite } = canary.spec.service;
  const outer = gateways.filter((name) => name !== MESH);
  const isMixed = outer.length > 0 && outer.length < gateways.length;
  if (!isMixed || !(portDiscovery === true || rewrite?.uri || rewrite?.authority)) {
    return [{ canary, gateways: undefined }];
  }
  const both = [
    { canary: withService(canary, { gateways: outer }), gateways: outer },
    { canary: inside(canary), gateways: [MESH] },
  ];
  const { match = [] } = canary.spec.service;
  return match.length > 0 ? both.filter((each) => through(each, match).length > 0) : both;
}

/** The same matches for those alone who come in here; a match that names its gateways keeps what of them is here. */
export function through<T extends object>({ gateways }: Entrance, matches: readonly T[]): readonly object[] {
  if (!gateways) {
    return matches;
  }
  const isHere = (name: string): boolean => gateways.includes(MESH) === (name === MESH);
  const all = matches.length > 0 ? matches : [{}];
  return all.flatMap((match: T | HttpMatch) => {
    const named = 'gateways' in match && match.gateways.length > 0 ? match.gateways.filter(isHere) : gateways;
    return named.length > 0 ? [{ ...match, gateways: named }] : [];
  });
}

/** Calls inside the mesh go to the paths that they name, unless a match says that the rewrite is for them too. */
function inside(canary: RoutedCanary): RoutedCanary {
  const { match = [], rewrite } = canary.spec.service;
  const mesh = withService(canary, { gateways: [MESH] });
  if (!rewrite || match.some(({ gateways }) => gateways?.includes(MESH))) {
    return mesh;
  }
  const isForAll = match.length === 0 || match.some(({ gateways }) => !gateways?.length);
  return withService(mesh, { rewrite: {}, match: rewrite.uri && isForAll ? [] : match });
}
