import type { Canary, Problem } from '@flagger/api';

/**
 * What SMI would route otherwise than the Canary says: a TrafficSplit knows weights only, so that a test for some users would be one for everybody.
 * A Canary that is promoted without analysis sends nobody to the canary.
 */
export function problems({ spec }: Canary): readonly Problem[] {
  const { match = [] } = spec.analysis;
  if (match.length === 0 || spec.skipAnalysis) {
    return [];
  }
  return [{
    field: 'spec.analysis.match',
    found: match.length === 1 ? 'one match' : `${match.length} matches`,
    allowed: 'nothing: a TrafficSplit splits by weight alone and would send everybody to the canary',
  }];
}

/**
 * What the Canary asks for and SMI leaves undone without harm; empty where there is nothing. Flagger ignores mirroring without a word: the run is plain
 * blue/green, or goes straight to its first step. `name` is the provider's.
 */
export function warnings({ spec }: Canary, name: string): readonly string[] {
  return spec.analysis.mirror ? [`Traffic mirroring is not supported when using the ${name} provider`] : [];
}
