import type { Canary, Problem } from '@flagger/api';

/** Flagger's sentence about what is asked for and ignored; `provider` as the user names it. */
export const notSupported = (what: string, provider: string): string =>
  `${what} is not supported when using the ${provider} provider`;

/**
 * The warning of a mesh that cannot mirror, where the Canary asks for it: the run goes on without, and users are
 * where they would be.
 */
export const mirrorIgnored = ({ spec }: Canary, provider: string): readonly string[] =>
  spec.analysis.mirror ? [notSupported('Traffic mirroring', provider)] : [];

/**
 * The problem of a mesh that knows weights only: a test for some users would be one for everybody. `because` says so
 * in its own words. A Canary that is promoted without analysis sends nobody to the canary.
 */
export function matchRefused({ spec }: Canary, because: string): readonly Problem[] {
  const { match = [] } = spec.analysis;
  if (match.length === 0 || spec.skipAnalysis) {
    return [];
  }
  const found = match.length === 1 ? 'one match' : `${match.length} matches`;
  return [
    { field: 'spec.analysis.match', found, allowed: `nothing: ${because} and would send everybody to the canary` },
  ];
}
